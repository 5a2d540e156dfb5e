//! `project.toml`: which files make a study, and how its guide is to look.

use crate::codebook::document::{Parsed, Placed, Report, Section, parse};
use crate::model::Problems;

/// First key of every manifest.
const FORMAT: &str = "themeweave manifest 1";

/// What a manifest says. All paths are relative to the manifest's folder, with `/`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Manifest {
    /// Title of the study.
    pub title: String,
    /// A notice that every output repeats, or empty.
    pub notice: String,
    /// The project file that is created or brought up to date.
    pub project: String,
    /// The study's own files.
    pub files: Paths,
    /// The review's files.
    pub findings: FindingPaths,
    /// What people decided where voices and findings meet.
    pub joint: JointPaths,
    /// How the guide pack is to look.
    pub guide: GuideSettings,
}

/// Files of the study. Lists are patterns as [`super::matches`] reads them; single files may be missing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Paths {
    /// Patterns of transcripts.
    pub transcripts: Vec<String>,
    /// The codebook version to code with.
    pub codebook: Option<String>,
    /// Patterns of scale files.
    pub scales: Vec<String>,
    /// Sheet of sources.
    pub sources: Option<String>,
    /// Sheet of speakers.
    pub speakers: Option<String>,
    /// Sheet of participants.
    pub participants: Option<String>,
    /// Sheet of cases.
    pub cases: Option<String>,
    /// Sheet of interview questions.
    pub questions: Option<String>,
    /// File of themes.
    pub themes: Option<String>,
    /// Patterns of codings sheets.
    pub codings: Vec<String>,
    /// File of saved queries.
    pub queries: Option<String>,
    /// Sheet of events of chronologies.
    pub events: Option<String>,
}

/// Files of the review; each may be missing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FindingPaths {
    /// Sheet of studies.
    pub studies: Option<String>,
    /// Sheet of interventions.
    pub interventions: Option<String>,
    /// Sheet of effects.
    pub effects: Option<String>,
    /// Sheet of practice elements.
    pub elements: Option<String>,
    /// Sheet that says which intervention has which element.
    pub intervention_elements: Option<String>,
    /// Sheet of descriptive figures.
    pub statistics: Option<String>,
    /// Sheet of cited sources.
    pub cited: Option<String>,
    /// Sheet of recommendations.
    pub recommendations: Option<String>,
    /// Sheet of implementation factors.
    pub implementation_factors: Option<String>,
    /// Sheet of PROGRESS-Plus characteristics.
    pub progress: Option<String>,
    /// Sheet of recommendations taken from views.
    pub views: Option<String>,
    /// Sheet that says which intervention does what a view asks for.
    pub view_matches: Option<String>,
    /// Sheet of links.
    pub links: Option<String>,
    /// Settings of synthesis.
    pub settings: Option<String>,
}

/// Files of what people decided; each may be missing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct JointPaths {
    /// Sheet of decisions on fit.
    pub decisions: Option<String>,
    /// Sheet of meta-inferences.
    pub inferences: Option<String>,
    /// Sheet of confidence in themes.
    pub confidence: Option<String>,
    /// Sheet of answers to reporting checklists.
    pub checklists: Option<String>,
}

/// How the guide pack is to look.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GuideSettings {
    /// Title of the guide; the study's title when empty.
    pub title: String,
    /// Line below the title.
    pub subtitle: String,
    /// Opening paragraphs.
    pub introduction: String,
    /// Who publishes it.
    pub publisher: String,
    /// Whether the pack is final: `status = "final"`, and not `"draft"`, which it is when nothing is said.
    pub is_final: bool,
    /// Most quotes that a theme shows, 0 to 20.
    pub quotes_per_theme: u32,
    /// Counts below this are withheld, 1 to 50 (1 withholds nothing).
    pub small_cell: u32,
    /// Fewest words of a quote.
    pub min_quote_words: u32,
    /// Most words of a quote.
    pub max_quote_words: u32,
}

impl Default for GuideSettings {
    fn default() -> Self {
        Self {
            title: String::new(),
            subtitle: String::new(),
            introduction: String::new(),
            publisher: String::new(),
            is_final: false,
            quotes_per_theme: 4,
            small_cell: 3,
            min_quote_words: 8,
            max_quote_words: 60,
        }
    }
}

/// Reads a manifest.
///
/// # Errors
/// Everything that is wrong with the file, at line and column: broken TOML, unknown keys, missing
/// `format`, `title`, `project` or transcripts, absolute paths, settings out of range.
pub fn read_manifest(file_name: &str, text: &str) -> Result<Manifest, Problems> {
    let Parsed { root, mut report } = parse(file_name, text);
    let root = Section::root(&root);
    root.only(&["format", "title", "notice", "project", "files", "findings", "joint", "guide"], &mut report);
    check_format(root, &mut report);
    let title = root.required_text("title", &mut report);
    let notice = root.text_or_empty("notice", &mut report);
    let project = root.required_text("project", &mut report).and_then(|path| relative(path, &mut report));
    let files = root.section("files", "[files]", &mut report);
    if files.is_none() {
        report.absent(0, "the manifest has no [files]", "add [files] with transcripts = [\"transcripts/*\"]");
    }
    let files = files.map(|section| read_paths(section, &mut report)).unwrap_or_default();
    let findings = root.section("findings", "[findings]", &mut report);
    let findings = findings.map(|section| read_finding_paths(section, &mut report)).unwrap_or_default();
    let joint = root.section("joint", "[joint]", &mut report);
    let joint = joint.map(|section| read_joint_paths(section, &mut report)).unwrap_or_default();
    let guide = root.section("guide", "[guide]", &mut report);
    let guide = guide.map(|section| read_guide(section, &mut report)).unwrap_or_default();
    let manifest = Manifest {
        title: title.map(|title| title.value).unwrap_or_default(),
        notice,
        project: project.unwrap_or_default(),
        files,
        findings,
        joint,
        guide,
    };
    report.finish(manifest)
}

fn check_format(root: Section<'_>, report: &mut Report<'_>) {
    let Some(format) = root.required_text("format", report) else { return };
    if format.value != FORMAT {
        let message = format!("`{}` is not a format that this program reads", format.value);
        report.wrong(format.at, message, format!("expected \"{FORMAT}\""));
    }
}

fn read_paths(section: Section<'_>, report: &mut Report<'_>) -> Paths {
    const KEYS: [&str; 12] = [
        "transcripts",
        "codebook",
        "scales",
        "sources",
        "speakers",
        "participants",
        "cases",
        "questions",
        "themes",
        "codings",
        "queries",
        "events",
    ];
    section.only(&KEYS, report);
    let paths = Paths {
        transcripts: patterns(section, "transcripts", report),
        codebook: path(section, "codebook", report),
        scales: patterns(section, "scales", report),
        sources: path(section, "sources", report),
        speakers: path(section, "speakers", report),
        participants: path(section, "participants", report),
        cases: path(section, "cases", report),
        questions: path(section, "questions", report),
        themes: path(section, "themes", report),
        codings: patterns(section, "codings", report),
        queries: path(section, "queries", report),
        events: path(section, "events", report),
    };
    if paths.transcripts.is_empty() {
        report.absent(section.at, "[files] names no transcripts", "add transcripts = [\"transcripts/*\"]");
    }
    paths
}

fn read_finding_paths(section: Section<'_>, report: &mut Report<'_>) -> FindingPaths {
    const KEYS: [&str; 14] = [
        "studies",
        "interventions",
        "effects",
        "elements",
        "intervention_elements",
        "statistics",
        "cited",
        "recommendations",
        "implementation_factors",
        "progress",
        "views",
        "view_matches",
        "links",
        "settings",
    ];
    section.only(&KEYS, report);
    FindingPaths {
        studies: path(section, "studies", report),
        interventions: path(section, "interventions", report),
        effects: path(section, "effects", report),
        elements: path(section, "elements", report),
        intervention_elements: path(section, "intervention_elements", report),
        statistics: path(section, "statistics", report),
        cited: path(section, "cited", report),
        recommendations: path(section, "recommendations", report),
        implementation_factors: path(section, "implementation_factors", report),
        progress: path(section, "progress", report),
        views: path(section, "views", report),
        view_matches: path(section, "view_matches", report),
        links: path(section, "links", report),
        settings: path(section, "settings", report),
    }
}

fn read_joint_paths(section: Section<'_>, report: &mut Report<'_>) -> JointPaths {
    section.only(&["decisions", "inferences", "confidence", "checklists"], report);
    JointPaths {
        decisions: path(section, "decisions", report),
        inferences: path(section, "inferences", report),
        confidence: path(section, "confidence", report),
        checklists: path(section, "checklists", report),
    }
}

fn read_guide(section: Section<'_>, report: &mut Report<'_>) -> GuideSettings {
    const KEYS: [&str; 9] = [
        "title",
        "status",
        "subtitle",
        "introduction",
        "publisher",
        "quotes_per_theme",
        "small_cell",
        "min_quote_words",
        "max_quote_words",
    ];
    section.only(&KEYS, report);
    let usual = GuideSettings::default();
    let mut count = |key: &str, least: u32, most: u32, usual: u32| -> u32 {
        let Some(written) = section.integer(key, report) else { return usual };
        let fits = u32::try_from(written.value).ok().filter(|value| (least..=most).contains(value));
        if fits.is_none() {
            report.wrong(written.at, format!("`{key}` is {}, expected {least} to {most}", written.value), "");
        }
        fits.unwrap_or(usual)
    };
    let quotes_per_theme = count("quotes_per_theme", 0, 20, usual.quotes_per_theme);
    let small_cell = count("small_cell", 1, 50, usual.small_cell);
    let min_quote_words = count("min_quote_words", 1, 500, usual.min_quote_words);
    let max_quote_words = count("max_quote_words", 1, 500, usual.max_quote_words);
    if min_quote_words > max_quote_words {
        let message = format!("quotes cannot have {min_quote_words} words at least and {max_quote_words} at most");
        let at = section.integer("min_quote_words", report).map_or(section.at, |written| written.at);
        report.wrong(at, message, "lower min_quote_words or raise max_quote_words");
    }
    GuideSettings {
        title: section.text_or_empty("title", report),
        subtitle: section.text_or_empty("subtitle", report),
        introduction: section.text_or_empty("introduction", report),
        publisher: section.text_or_empty("publisher", report),
        is_final: read_status(section, report),
        quotes_per_theme,
        small_cell,
        min_quote_words,
        max_quote_words,
    }
}

/// Whether the status is `final`; `draft` is the other one.
fn read_status(section: Section<'_>, report: &mut Report<'_>) -> bool {
    let Some(status) = section.text("status", report) else { return false };
    if !["draft", "final"].contains(&status.value.as_str()) {
        report.wrong(
            status.at,
            format!("`{}` is not a status of a pack", status.value),
            "write \"draft\" or \"final\"",
        );
    }
    status.value == "final"
}

fn path(section: Section<'_>, key: &str, report: &mut Report<'_>) -> Option<String> {
    let written = section.text(key, report).filter(|path| !path.value.is_empty())?;
    relative(written, report)
}

fn patterns(section: Section<'_>, key: &str, report: &mut Report<'_>) -> Vec<String> {
    section.texts(key, report).into_iter().filter_map(|path| relative(path, report)).collect()
}

/// A path that means the same on every machine: relative, with `/`.
fn relative(path: Placed<String>, report: &mut Report<'_>) -> Option<String> {
    let drive = path.value.as_bytes().get(1) == Some(&b':');
    if path.value.starts_with(['/', '\\', '~']) || drive {
        let message = format!("`{}` is not relative", path.value);
        report.wrong(path.at, message, "write the path from the manifest's folder, so that the study can move");
        return None;
    }
    if path.value.contains('\\') {
        report.wrong(path.at, format!("`{}` holds a \\", path.value), "write / between folders");
        return None;
    }
    Some(path.value)
}
