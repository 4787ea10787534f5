//! One way of setting a line of type: family, weight, spacing and the measures that the layout needs.

/// One way of setting type. Lengths are in em.
#[derive(Debug, PartialEq)]
pub struct Face {
    /// Name of the bundled family.
    pub(super) family: &'static str,
    /// Weight, 100..=900.
    pub(super) weight: f32,
    /// Further axes of a variable family, as CSS writes them; empty for none.
    pub(super) axes: &'static str,
    /// What is set instead when a text has letters that the family lacks.
    pub(super) instead: Option<&'static Face>,
    /// Size of one em per nominal pixel: families of a large x-height are set smaller, so that all look alike in size.
    pub scale: f32,
    /// Extra space after each letter.
    pub tracking: f32,
    /// Whether it is set in capitals.
    pub(super) upper: bool,
    /// Distance between baselines.
    pub leading: f32,
    /// Height of capitals.
    pub cap: f32,
    /// What hangs below the baseline.
    pub descent: f32,
    /// What rises above it, accents included.
    pub ascent: f32,
}

/// Height of capitals, what hangs below and what rises above the baseline (accents included), per family.
struct Metrics {
    family: &'static str,
    cap: f32,
    descent: f32,
    ascent: f32,
}

const CORMORANT: Metrics = Metrics {
    family: "Cormorant",
    cap: 0.63,
    descent: 0.25,
    ascent: 0.80,
};
const CORMORANT_ITALIC: Metrics = Metrics {
    family: "Cormorant Italic",
    ..CORMORANT
};
const PLAYFAIR: Metrics = Metrics {
    family: "Playfair",
    cap: 0.71,
    descent: 0.24,
    ascent: 0.92,
};
const FRAUNCES: Metrics = Metrics {
    family: "Fraunces",
    cap: 0.70,
    descent: 0.24,
    ascent: 0.92,
};
const ITALIANA: Metrics = Metrics {
    family: "Italiana",
    cap: 0.70,
    descent: 0.22,
    ascent: 0.92,
};
const JOST: Metrics = Metrics {
    family: "Jost",
    cap: 0.70,
    descent: 0.24,
    ascent: 0.90,
};
const DM_SANS: Metrics = Metrics {
    family: "DM Sans",
    cap: 0.70,
    descent: 0.22,
    ascent: 0.92,
};
const INTER: Metrics = Metrics {
    family: "Inter",
    cap: 0.73,
    descent: 0.22,
    ascent: 0.95,
};

const fn face(of: &Metrics, weight: f32, scale: f32, tracking: f32, leading: f32) -> Face {
    Face {
        family: of.family,
        weight,
        axes: "",
        instead: None,
        scale,
        tracking,
        upper: false,
        leading,
        cap: of.cap,
        descent: of.descent,
        ascent: of.ascent,
    }
}

const fn capitals(of: &Metrics, weight: f32, scale: f32, tracking: f32, leading: f32) -> Face {
    Face {
        upper: true,
        // Capitals hardly go below the baseline.
        descent: 0.08,
        ..face(of, weight, scale, tracking, leading)
    }
}

const fn display(of: &Metrics, weight: f32, axes: &'static str, scale: f32, tracking: f32) -> Face {
    Face {
        axes,
        ..face(of, weight, scale, tracking, 0.98)
    }
}

const fn or(instead: &'static Face, face: Face) -> Face {
    Face {
        instead: Some(instead),
        ..face
    }
}

/// The faces of one pairing, by part of the copy.
#[derive(Debug, PartialEq)]
pub struct Faces {
    /// The brand's name, where there is no logo.
    pub wordmark: Face,
    /// The small line above the headline.
    pub kicker: Face,
    /// The headline.
    pub headline: Face,
    /// Running text.
    pub body: Face,
    /// The call to action.
    pub cta: Face,
}

const JOST_KICKER: Face = or(&FOR_SANS_CAPITALS, capitals(&JOST, 500.0, 1.0, 0.30, 1.6));
const JOST_BODY: Face = or(&FOR_SANS_BODY, face(&JOST, 400.0, 1.0, 0.012, 1.42));
const JOST_CTA: Face = or(&FOR_SANS_CTA, face(&JOST, 500.0, 1.0, 0.10, 1.4));
const DM_KICKER: Face = or(
    &FOR_SANS_CAPITALS,
    capitals(&DM_SANS, 500.0, 0.96, 0.22, 1.6),
);
const DM_BODY: Face = or(&FOR_SANS_BODY, face(&DM_SANS, 400.0, 0.95, 0.0, 1.46));
const DM_CTA: Face = or(&FOR_SANS_CTA, face(&DM_SANS, 500.0, 0.96, 0.03, 1.4));

/// Optical size for display, hard serifs, no swashes.
const LARGE: &str = "\"opsz\" 144, \"SOFT\" 20, \"WONK\" 0";

/// For Italiana, which is Western only.
static FOR_ITALIANA: Face = Face {
    leading: 1.0,
    ..display(&CORMORANT, 420.0, "", 1.0, 0.0)
};
static FOR_ITALIANA_CAPITALS: Face = capitals(&CORMORANT, 460.0, 1.08, 0.22, 1.2);
/// For Fraunces, which has no Cyrillic.
static FOR_FRAUNCES: Face = Face {
    leading: 1.08,
    ..display(&PLAYFAIR, 400.0, "", 0.80, -0.014)
};
static FOR_FRAUNCES_MARK: Face = face(&PLAYFAIR, 500.0, 1.06, 0.0, 1.2);
/// For the sans serifs that lack Vietnamese or Cyrillic.
static FOR_SANS_BODY: Face = face(&INTER, 400.0, 0.92, -0.004, 1.48);
static FOR_SANS_CAPITALS: Face = capitals(&INTER, 500.0, 0.90, 0.18, 1.6);
static FOR_SANS_CTA: Face = face(&INTER, 540.0, 0.92, 0.0, 1.4);
static FOR_LIGHT_HEADLINE: Face = Face {
    leading: 1.1,
    ..display(&INTER, 320.0, "", 0.72, -0.03)
};
static FOR_BOLD_HEADLINE: Face = Face {
    leading: 1.08,
    ..display(&INTER, 620.0, "", 0.70, -0.034)
};

pub(super) static ATELIER: Faces = Faces {
    wordmark: or(
        &FOR_ITALIANA_CAPITALS,
        capitals(&ITALIANA, 400.0, 1.0, 0.17, 1.2),
    ),
    kicker: JOST_KICKER,
    headline: display(&CORMORANT, 500.0, "", 1.0, -0.012),
    body: JOST_BODY,
    cta: JOST_CTA,
};
pub(super) static VERSE: Faces = Faces {
    wordmark: capitals(&CORMORANT, 500.0, 1.0, 0.26, 1.2),
    kicker: JOST_KICKER,
    headline: display(&CORMORANT_ITALIC, 500.0, "", 1.04, -0.008),
    body: JOST_BODY,
    cta: JOST_CTA,
};
pub(super) static GAZETTE: Faces = Faces {
    wordmark: capitals(&PLAYFAIR, 500.0, 0.86, 0.16, 1.2),
    kicker: DM_KICKER,
    headline: Face {
        leading: 1.08,
        ..display(&PLAYFAIR, 430.0, "", 0.80, -0.014)
    },
    body: DM_BODY,
    cta: DM_CTA,
};
pub(super) static BOTANICA: Faces = Faces {
    wordmark: Face {
        axes: LARGE,
        instead: Some(&FOR_FRAUNCES_MARK),
        ..face(&FRAUNCES, 460.0, 1.12, 0.01, 1.2)
    },
    kicker: DM_KICKER,
    headline: Face {
        leading: 1.06,
        instead: Some(&FOR_FRAUNCES),
        ..display(&FRAUNCES, 340.0, LARGE, 0.83, -0.018)
    },
    body: DM_BODY,
    cta: DM_CTA,
};
pub(super) static SALON: Faces = Faces {
    wordmark: or(
        &FOR_ITALIANA_CAPITALS,
        capitals(&ITALIANA, 400.0, 1.0, 0.30, 1.2),
    ),
    kicker: or(&FOR_SANS_CAPITALS, capitals(&JOST, 400.0, 1.0, 0.34, 1.6)),
    headline: Face {
        leading: 1.06,
        instead: Some(&FOR_ITALIANA),
        ..display(&ITALIANA, 400.0, "", 0.90, 0.0)
    },
    body: JOST_BODY,
    cta: or(&FOR_SANS_CTA, capitals(&JOST, 500.0, 0.84, 0.20, 1.4)),
};
pub(super) static CLINIC: Faces = Faces {
    wordmark: face(&INTER, 640.0, 0.96, -0.02, 1.2),
    kicker: capitals(&INTER, 500.0, 0.92, 0.14, 1.6),
    headline: Face {
        leading: 1.08,
        ..display(&INTER, 520.0, "", 0.70, -0.034)
    },
    body: face(&INTER, 400.0, 0.92, -0.004, 1.48),
    cta: face(&INTER, 560.0, 0.92, 0.0, 1.4),
};
pub(super) static NORDIC: Faces = Faces {
    wordmark: or(&FOR_SANS_CAPITALS, capitals(&JOST, 500.0, 0.84, 0.40, 1.2)),
    kicker: JOST_KICKER,
    headline: Face {
        leading: 1.06,
        instead: Some(&FOR_LIGHT_HEADLINE),
        ..display(&JOST, 330.0, "", 0.86, -0.016)
    },
    body: JOST_BODY,
    cta: or(&FOR_SANS_CTA, capitals(&JOST, 500.0, 0.84, 0.18, 1.4)),
};
pub(super) static STUDIO: Faces = Faces {
    wordmark: or(&FOR_SANS_CTA, face(&DM_SANS, 700.0, 1.06, -0.03, 1.2)),
    kicker: or(&FOR_SANS_CTA, face(&DM_SANS, 500.0, 1.14, 0.0, 1.5)),
    headline: Face {
        leading: 1.02,
        instead: Some(&FOR_BOLD_HEADLINE),
        ..display(&DM_SANS, 600.0, "", 0.76, -0.035)
    },
    body: DM_BODY,
    cta: or(&FOR_SANS_CTA, face(&DM_SANS, 600.0, 0.98, 0.0, 1.4)),
};
