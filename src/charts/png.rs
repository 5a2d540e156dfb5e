//! An SVG of ours as PNG, at twice its nominal size, with the embedded font and no other.

use std::sync::{Arc, OnceLock};

use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{Options, Tree, fontdb};

use super::{ChartError, font};

/// Pixels of the picture for each nominal pixel.
const SCALE: f32 = 2.0;

/// Rasterises an SVG on its own white ground.
pub(super) fn rasterised(svg: &str) -> Result<Vec<u8>, ChartError> {
    let failed = |reason: String| ChartError::Raster(reason);
    let options = Options { fontdb: fonts(), font_family: font::FAMILY.to_owned(), ..Options::default() };
    let tree = Tree::from_str(svg, &options).map_err(|error| failed(error.to_string()))?;
    let size = tree.size().to_int_size().scale_by(SCALE).ok_or_else(|| failed("the picture has no size".to_owned()))?;
    let mut pixmap = Pixmap::new(size.width(), size.height())
        .ok_or_else(|| failed(format!("no room for {} x {} pixels", size.width(), size.height())))?;
    resvg::render(&tree, Transform::from_scale(SCALE, SCALE), &mut pixmap.as_mut());
    pixmap.encode_png().map_err(|error| failed(error.to_string()))
}

fn fonts() -> Arc<fontdb::Database> {
    static FONTS: OnceLock<Arc<fontdb::Database>> = OnceLock::new();
    let load = || {
        let mut fonts = fontdb::Database::new();
        for file in font::FILES {
            fonts.load_font_data(file.to_vec());
        }
        fonts.set_sans_serif_family(font::FAMILY);
        Arc::new(fonts)
    };
    Arc::clone(FONTS.get_or_init(load))
}

#[cfg(test)]
mod tests {
    use super::fonts;

    #[test]
    fn both_weights_of_the_font_are_found_by_name() {
        let fonts = fonts();
        for weight in [400, 700] {
            let query = super::fontdb::Query {
                families: &[super::fontdb::Family::Name(super::font::FAMILY)],
                weight: super::fontdb::Weight(weight),
                ..Default::default()
            };
            let found = fonts.query(&query).and_then(|id| fonts.face(id)).expect("the font is there");
            assert_eq!(found.weight.0, if weight == 400 { 400 } else { 600 });
        }
    }
}
