//! Colours of a kit: picked from its pictures, and judged by the rule that the layout uses.

use crate::model::kit::{MAX_COLOURS, MIN_COLOURS, PaletteReport, PartColour, Swatch};
use crate::studio::compose::Palette;
use crate::studio::compose::ink::{LEAST_CONTRAST, copy_inks};
use crate::studio::paint::colour::{Light, contrast};

/// How a palette serves: the parts that its colours play and how copy reads on each of them.
pub fn report(colours: &[String]) -> PaletteReport {
    let palette = Palette::from_hex(colours);
    let parts = [
        ("light", palette.light),
        ("soft", palette.soft),
        ("deep", palette.deep),
        ("accent", palette.accent),
        ("ink", palette.ink),
    ];
    let swatches: Vec<Swatch> = colours
        .iter()
        .filter_map(|text| Light::from_hex(text))
        .map(|ground| swatch(ground, &palette))
        .collect();
    let own = contrast(palette.ink.luminance(), palette.light.luminance());
    let is_enough = own >= LEAST_CONTRAST;
    let strangers = swatches.iter().filter(|swatch| !swatch.is_own).count();
    let sentence = if !is_enough {
        format!(
            "The darkest on the lightest reaches {own:.1}:1; copy needs {LEAST_CONTRAST}:1. Add a darker or a lighter colour."
        )
    } else if strangers > 0 {
        "Copy reads in your own colours; on the middle ones it is set darker or in white."
            .to_owned()
    } else {
        format!("Copy reads in your own colours, up to {own:.1}:1.")
    };
    PaletteReport {
        parts: parts
            .into_iter()
            .map(|(part, colour)| PartColour {
                part: part.to_owned(),
                colour: hex(colour.to_rgb8()),
            })
            .collect(),
        swatches,
        contrast: own,
        sentence,
        is_enough,
    }
}

/// The first ink that the layout would take on a ground of this colour alone, or the one that reads best.
fn swatch(ground: Light, palette: &Palette) -> Swatch {
    let on = |ink: &Light| contrast(ink.luminance(), ground.luminance());
    let inks = copy_inks(palette);
    let taken = inks.iter().position(|ink| on(ink) >= LEAST_CONTRAST);
    let best = |a: &usize, b: &usize| on(&inks[*a]).total_cmp(&on(&inks[*b]));
    let at = taken
        .or_else(|| (0..inks.len()).max_by(best))
        .unwrap_or_default();
    let ink = inks.get(at).copied().unwrap_or(Light::BLACK);
    Swatch {
        colour: hex(ground.to_rgb8()),
        copy: hex(ink.to_rgb8()),
        contrast: on(&ink),
        // The brand's ink and its light come first.
        is_own: taken.is_some_and(|at| at < 2),
    }
}

fn hex([r, g, b]: [u8; 3]) -> String {
    format!("#{r:02X}{g:02X}{b:02X}")
}

/// Levels per channel of the histogram that pixels are first counted in.
const LEVELS: usize = 32;

/// A cell of the histogram: how much of the pictures it holds, and its mean colour.
#[derive(Clone, Copy, Debug)]
struct Cell {
    weight: f64,
    /// Gamma-coded red, green, blue, 0 to 1.
    rgb: [f64; 3],
}

/// Picks `count` colours from pictures (8-bit straight RGBA), lightest first. The same pictures give the same colours,
/// whatever their order. Pixels that are hardly there count for nothing; a small strong colour counts for more than its
/// share, because brands live by their accents. A light ground and a dark ink are added where the pictures have none.
pub fn pick<'a>(pictures: impl IntoIterator<Item = &'a [u8]>, count: usize) -> Vec<String> {
    let count = count.clamp(MIN_COLOURS, MAX_COLOURS);
    let cells = histogram(pictures);
    if cells.is_empty() {
        return Vec::new();
    }
    let mut chosen = clusters(&cells, count);
    complete(&mut chosen, count);
    chosen.sort_by(|a, b| {
        let light = |c: &[u8; 3]| crate::studio::paint::colour::luminance(*c);
        light(b).total_cmp(&light(a)).then(a.cmp(b))
    });
    chosen.into_iter().map(hex).collect()
}

fn histogram<'a>(pictures: impl IntoIterator<Item = &'a [u8]>) -> Vec<Cell> {
    // Whole numbers, so that no order of adding matters.
    let mut counts = vec![[0_u64; 4]; LEVELS * LEVELS * LEVELS];
    for picture in pictures {
        for pixel in picture.chunks_exact(4) {
            let &[r, g, b, a] = pixel else { continue };
            if a < 128 {
                continue;
            }
            let level = |v: u8| usize::from(v) * LEVELS / 256;
            let at = (level(r) * LEVELS + level(g)) * LEVELS + level(b);
            if let Some(cell) = counts.get_mut(at) {
                for (sum, value) in cell.iter_mut().zip([r, g, b, 1]) {
                    *sum += u64::from(value);
                }
            }
        }
    }
    let total: u64 = counts.iter().map(|cell| cell[3]).sum();
    let cells = counts.iter().filter(|cell| cell[3] * 20_000 > total);
    cells
        .map(|[r, g, b, n]| {
            let mean = |sum: &u64| *sum as f64 / (*n as f64 * 255.0);
            let rgb = [mean(r), mean(g), mean(b)];
            let chroma =
                rgb.iter().copied().fold(0.0, f64::max) - rgb.iter().copied().fold(1.0, f64::min);
            Cell {
                // The root lets a cap or a label speak beside a large ground.
                weight: (*n as f64).sqrt() * (0.25 + chroma),
                rgb,
            }
        })
        .collect()
}

/// Distance as the eye has it, roughly: lightness, and two differences of colour.
fn distance(a: [f64; 3], b: [f64; 3]) -> f64 {
    let [r, g, bl] = [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
    let y = 0.299 * r + 0.587 * g + 0.114 * bl;
    y * y + 0.7 * (r - y) * (r - y) + 0.4 * (bl - y) * (bl - y)
}

/// Weighted k-means, begun with the heaviest cell and then always with the one that is missed most.
fn clusters(cells: &[Cell], count: usize) -> Vec<[u8; 3]> {
    let mut centres: Vec<[f64; 3]> = Vec::new();
    while centres.len() < count {
        let missed = |cell: &Cell| {
            let nearest = centres
                .iter()
                .map(|centre| distance(cell.rgb, *centre))
                .fold(1.0, f64::min);
            cell.weight * nearest
        };
        let next = cells
            .iter()
            .map(|cell| (missed(cell), cell.rgb))
            .max_by(|a, b| a.0.total_cmp(&b.0));
        match next {
            Some((gain, rgb)) if gain > 0.0 => centres.push(rgb),
            _ => break,
        }
    }
    for _ in 0..12 {
        let mut sums = vec![[0.0_f64; 4]; centres.len()];
        for cell in cells {
            let nearest = (0..centres.len()).min_by(|a, b| {
                distance(cell.rgb, centres[*a]).total_cmp(&distance(cell.rgb, centres[*b]))
            });
            if let Some(sum) = nearest.and_then(|at| sums.get_mut(at)) {
                for (sum, value) in sum.iter_mut().zip(cell.rgb) {
                    *sum += value * cell.weight;
                }
                sum[3] += cell.weight;
            }
        }
        for (centre, [r, g, b, weight]) in centres.iter_mut().zip(sums) {
            if weight > 0.0 {
                *centre = [r / weight, g / weight, b / weight];
            }
        }
    }
    let mut kept: Vec<[f64; 3]> = Vec::new();
    for centre in centres {
        // Two shades that the eye takes for one are one.
        if kept.iter().all(|other| distance(*other, centre) > 0.0025) {
            kept.push(centre);
        }
    }
    kept.into_iter().map(to_rgb8).collect()
}

fn to_rgb8(rgb: [f64; 3]) -> [u8; 3] {
    rgb.map(|v| (v.clamp(0.0, 1.0) * 255.0 + 0.5) as u8)
}

/// Sees to a light ground and a dark ink: copy needs both. They take the place of what is nearest to them when there is
/// no room.
fn complete(chosen: &mut Vec<[u8; 3]>, count: usize) {
    let lights: Vec<Light> = chosen.iter().map(|c| Light::from_rgb8(*c)).collect();
    let by_luminance = |a: &&Light, b: &&Light| a.luminance().total_cmp(&b.luminance());
    let (Some(darkest), Some(lightest)) = (
        lights.iter().min_by(by_luminance).copied(),
        lights.iter().max_by(by_luminance).copied(),
    ) else {
        return;
    };
    let mut wanted = Vec::new();
    if lightest.luminance() < 0.7 {
        wanted.push(lightest.toward(Light::WHITE, 0.84).to_rgb8());
    }
    if darkest.luminance() > 0.06 {
        wanted.push(darkest.toward(Light::BLACK, 0.72).to_rgb8());
    }
    for colour in wanted {
        if chosen.contains(&colour) {
            continue;
        }
        if chosen.len() >= count.max(MIN_COLOURS + 1) {
            chosen.pop();
        }
        chosen.push(colour);
    }
    chosen.truncate(MAX_COLOURS);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled(colours: &[([u8; 4], usize)]) -> Vec<u8> {
        colours
            .iter()
            .flat_map(|(colour, count)| colour.repeat(*count))
            .collect()
    }

    #[test]
    fn colours_are_picked_by_what_is_there_and_always_the_same() {
        let picture = filled(&[
            ([250, 240, 235, 255], 6000),
            ([200, 60, 90, 255], 400),
            ([40, 30, 35, 255], 900),
            ([0, 255, 0, 0], 9000),
        ]);
        let picked = pick([picture.as_slice()], 3);
        assert_eq!(picked, ["#FAF0EB", "#C83C5A", "#281E23"]);
        let (one, other) = picture.split_at(4 * 3000);
        assert_eq!(pick([one, other], 3), pick([other, one], 3));
    }

    #[test]
    fn one_flat_colour_gets_a_ground_and_an_ink() {
        let picture = filled(&[([120, 140, 90, 255], 500)]);
        let picked = pick([picture.as_slice()], 4);
        assert!((2..=4).contains(&picked.len()), "{picked:?}");
        let report = report(&picked);
        assert!(report.is_enough, "{report:?}");
        assert_eq!(
            pick([filled(&[([9, 9, 9, 0], 50)]).as_slice()], 4),
            Vec::<String>::new()
        );
    }

    #[test]
    fn contrast_is_judged_by_the_rule_of_the_layout() {
        let hex = |list: &[&str]| list.iter().map(|c| (*c).to_owned()).collect::<Vec<_>>();
        let good = report(&hex(&[
            "#F6E7DF", "#E9BFAE", "#C98F7C", "#5B2F26", "#E2B877",
        ]));
        assert!(good.is_enough && good.contrast > 4.5, "{good:?}");
        assert_eq!(good.parts.len(), 5);
        assert_eq!(good.swatches.len(), 5);
        assert!(good.swatches[0].is_own);
        assert!(good.swatches.iter().all(|s| s.contrast >= LEAST_CONTRAST));
        let flat = report(&hex(&["#808080", "#8A8A8A"]));
        assert!(flat.swatches.iter().all(|s| !s.copy.is_empty()));
    }
}
