//! Names of files are safe on every system.

use std::collections::HashSet;
use std::path::{Component, Path, PathBuf};

use parfait::model::ad::Orientation;
use parfait::model::ids::DeliveryId;
use parfait::model::naming::{
    DEFAULT_TEMPLATE, MAX_BYTES, NameParts, Taken, Template, TemplateError, slug,
};

/// Texts that have broken file names somewhere.
const HOSTILE: &[&str] = &[
    "",
    " ",
    ".",
    "..",
    "../../etc/passwd",
    "..\\..\\windows",
    "/absolute",
    "C:\\absolute",
    "\\\\server\\share",
    "CON",
    "nul.png",
    "COM1",
    "lpt9",
    "aux ",
    "prn.",
    "CONIN$",
    "trailing dot.",
    "trailing space ",
    "a<b>c:d\"e|f?g*h",
    "tab\tnew\nline\0nul\u{7f}",
    "\u{202e}gnp.exe",
    "~",
    "-rf",
    "$(reboot)",
    "%PATH%",
    "💄✨",
    "Crème Brûlée & Søn",
    "Гель для душа",
    "朝のスキンケア",
    "सुबह की देखभाल",
    "ผิวนุ่ม",
    "العناية بالبشرة",
];

fn path(template: &str, brand: &str, headline: &str) -> PathBuf {
    Template::parse(template).unwrap().path(&NameParts {
        brand,
        created_at: "2026-02-03T23:15:00Z".parse().unwrap(),
        delivery: &DeliveryId::new("recDELIV000000042"),
        index: 3,
        orientation: &Orientation::Square,
        headline,
        ext: "png",
    })
}

/// What every system asks of a relative path.
fn assert_safe(path: &Path) {
    let text = path.to_str().unwrap();
    assert!(!text.is_empty() && text.len() < MAX_BYTES, "{text}");
    assert!(path.is_relative(), "{text}");
    for component in path.components() {
        let Component::Normal(name) = component else {
            panic!("{text} leaves its folder");
        };
        let name = name.to_str().unwrap();
        assert!(
            !name.ends_with(['.', ' ']) && !name.starts_with(['.', ' ']),
            "{name}"
        );
        assert!(
            !name.contains(['<', '>', ':', '"', '|', '?', '*', '\\', '\0']),
            "{name}"
        );
        assert!(!name.chars().any(char::is_control), "{name}");
        let stem = name.split('.').next().unwrap().to_uppercase();
        let reserved = ["CON", "PRN", "AUX", "NUL", "COM1", "LPT9", "CONIN$"];
        assert!(!reserved.contains(&stem.as_str()), "{name}");
    }
}

#[test]
fn the_default_template_gives_names_that_mean_something() {
    let expected =
        "moss-tallow/2026-02-03_recdeliv000000042/03_square_slow-mornings-softer-skin.png";
    let made = path(
        DEFAULT_TEMPLATE,
        "Moss & Tallow",
        "Slow mornings, softer skin",
    );
    assert_eq!(made, Path::new(expected));
    assert_eq!(Template::parse(DEFAULT_TEMPLATE), Ok(Template::default()));
    assert_safe(&Template::default().example());
}

#[test]
fn names_are_safe_whatever_brand_and_headline_say() {
    let templates = [
        DEFAULT_TEMPLATE,
        "{headline}.{ext}",
        "{brand}/{headline}.{ext}",
        "con/{brand}.{ext}",
        ".hidden/{index}.{ext}",
        "{brand}./x. /{index:04} {orientation}.{ext}",
    ];
    let long: String = "Ünermeßlich lange Überschrift ".repeat(40);
    let wide = "朝".repeat(500);
    for template in templates {
        for text in HOSTILE
            .iter()
            .copied()
            .chain([long.as_str(), wide.as_str()])
        {
            assert_safe(&path(template, text, text));
            assert_safe(&path(template, "", text));
            assert_safe(&path(template, text, ""));
        }
    }
}

#[test]
fn slugs_keep_every_script_and_read_well() {
    for (text, expected) in [
        ("Crème Brûlée & Søn", "creme-brulee-son"),
        ("Straße nach Łódź", "strasse-nach-lodz"),
        ("e\u{301}clat", "eclat"),
        ("Don’t wait", "dont-wait"),
        ("50% OFF!!!", "50-off"),
        ("Гель для душа", "гель-для-душа"),
        ("朝のスキンケア", "朝のスキンケア"),
        ("हिन्दी", "हिन्दी"),
        ("น้ำ", "น้ำ"),
        ("İstanbul", "istanbul"),
        ("--a__b--", "a-b"),
        ("💄", ""),
    ] {
        assert_eq!(slug(text, 100), expected, "{text}");
    }
    assert_eq!(slug("one two three", 8), "one-two");
    assert_eq!(slug("朝朝朝", 8), "朝朝");
}

#[test]
fn bad_templates_are_named_before_anything_is_made() {
    let unknown = |word: &str| TemplateError::UnknownToken(word.into());
    for (template, error) in [
        ("{product}.{ext}", unknown("product")),
        ("{index:2}.{ext}", unknown("index:2")),
        ("{index:00}.{ext}", unknown("index:00")),
        ("{index:099}.{ext}", unknown("index:099")),
        ("{}.{ext}", unknown("")),
        ("{brand.{ext}", unknown("brand.{ext")),
        ("brand}.{ext}", TemplateError::Brace),
        ("{brand}.{ext", TemplateError::Brace),
        ("ab:c.{ext}", TemplateError::Forbidden(':')),
        ("a?.{ext}", TemplateError::Forbidden('?')),
        ("a\u{202e}.{ext}", TemplateError::Forbidden('\u{202e}')),
        ("a//b.{ext}", TemplateError::EmptyPart),
        ("", TemplateError::EmptyPart),
        ("a/", TemplateError::EmptyPart),
        ("../a.{ext}", TemplateError::Climbs("..".into())),
        ("a/./b.{ext}", TemplateError::Climbs(".".into())),
        ("/a.{ext}", TemplateError::Absolute),
        ("\\\\server\\a.{ext}", TemplateError::Absolute),
        ("C:\\a.{ext}", TemplateError::Absolute),
        ("{headline}", TemplateError::NoExtension),
        ("{headline}{ext}", TemplateError::NoExtension),
        ("{headline}.png", TemplateError::NoExtension),
        (".{ext}", TemplateError::NoExtension),
        (
            "{headline}{headline}{headline}{headline}.{ext}",
            TemplateError::TooLong,
        ),
    ] {
        assert_eq!(Template::parse(template), Err(error.clone()), "{template}");
        for sentence in [error.to_string(), error.hint().to_owned()] {
            assert!(
                sentence.ends_with('.') && !sentence.contains(". "),
                "{sentence}"
            );
        }
    }
    assert_eq!(unknown("product").to_string(), "{product} is not known.");
    assert!(Template::parse("{brand}\\{index}.{ext}").is_ok());
}

#[test]
fn different_deliveries_never_share_a_folder() {
    let ids = [
        "rec1",
        "rec-1",
        "rec 1",
        "rec/1",
        "réc1",
        "",
        "💄",
        "✨",
        &"x".repeat(100),
        &"x".repeat(101),
        &format!("{}a", "é".repeat(60)),
        &format!("{}b", "é".repeat(60)),
    ];
    let folders: HashSet<_> = ids
        .iter()
        .map(|id| {
            let path = Template::default().path(&NameParts {
                brand: "B",
                created_at: "2026-02-03T09:15:00Z".parse().unwrap(),
                delivery: &DeliveryId::new(*id),
                index: 1,
                orientation: &Orientation::Other("panorama of the whole street".into()),
                headline: "",
                ext: "png",
            });
            assert_safe(&path);
            path.parent().unwrap().to_owned()
        })
        .collect();
    assert_eq!(folders.len(), ids.len(), "{folders:?}");
}

#[test]
fn names_that_collide_are_numbered_before_the_extension_and_without_regard_to_case() {
    let mut taken: Taken = ["a/Ad.png"].iter().collect();
    for (wanted, got) in [
        ("a/ad.png", "a/ad-2.png"),
        ("a/AD.png", "a/AD-3.png"),
        ("a/ad.mp4", "a/ad.mp4"),
        ("a/ad-2.png", "a/ad-2-2.png"),
        ("a/ÉTÉ.png", "a/ÉTÉ.png"),
        ("a/été.png", "a/été-2.png"),
        ("b/ad.png", "b/ad.png"),
    ] {
        assert!(!taken.contains(Path::new(got)));
        assert_eq!(taken.claim(Path::new(wanted)), Path::new(got));
        assert!(taken.contains(Path::new(got)));
    }
    taken.add(Path::new("c/x.png"));
    assert_eq!(taken.claim(Path::new("c/x.png")), Path::new("c/x-2.png"));
}
