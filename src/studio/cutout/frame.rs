//! The fallback: a photograph that is not cut out, in a softly rounded card.

use crate::studio::paint::num::{max, min, sat};
use crate::studio::picture::Picture;

/// Longest side of the card, in pixels.
const LONGEST: u32 = 1600;
/// Width of the white margin, as a share of the photograph's shorter side.
const MARGIN: f32 = 0.035;
/// Radius of the card's corners, as a share of the card's shorter side.
const CORNER: f32 = 0.06;

/// The photograph as a print: a narrow white margin, rounded corners, transparent outside. Straight alpha, at most
/// 1600 pixels on its longer side. It takes the product's place in an ad as any cut-out does.
pub fn framed(photograph: &Picture) -> Picture {
    let photograph = photograph.fitted(LONGEST);
    let (pw, ph) = (photograph.width(), photograph.height());
    let margin = (pw.min(ph) as f32 * MARGIN + 0.5) as u32;
    let (width, height) = (pw + 2 * margin, ph + 2 * margin);
    let corner = width.min(height) as f32 * CORNER;
    let inner = max(corner - margin as f32, 0.0);
    let mut rgba = Vec::with_capacity(width as usize * height as usize * 4);
    for y in 0..height {
        for x in 0..width {
            let card = rounded(x as f32, y as f32, width as f32, height as f32, corner);
            let (u, v) = (x as f32 - margin as f32, y as f32 - margin as f32);
            let print = rounded(u, v, pw as f32, ph as f32, inner);
            let (column, row) = (x.wrapping_sub(margin), y.wrapping_sub(margin));
            let [r, g, b, a] = photograph.at(column, row);
            // Transparency of the photograph shows the paper.
            let ink = print * f32::from(a) / 255.0;
            let over = |v: u8| {
                let (v, paper) = (f32::from(v) / 255.0, 1.0);
                let light = v * v * ink + paper * (1.0 - ink);
                (light.sqrt() * 255.0 + 0.5) as u8
            };
            rgba.extend([over(r), over(g), over(b), (card * 255.0 + 0.5) as u8]);
        }
    }
    Picture::from_rgba(width, height, rgba).unwrap_or(photograph)
}

/// Coverage of a pixel by a rounded rectangle that begins at the origin.
fn rounded(x: f32, y: f32, width: f32, height: f32, corner: f32) -> f32 {
    let side = |v: f32, size: f32| {
        let centre = size * 0.5;
        let d = v + 0.5 - centre;
        (if d < 0.0 { -d } else { d }) - (centre - corner)
    };
    let (dx, dy) = (side(x, width), side(y, height));
    let (ox, oy) = (max(dx, 0.0), max(dy, 0.0));
    let distance = (ox * ox + oy * oy).sqrt() + min(max(dx, dy), 0.0) - corner;
    sat(0.5 - distance)
}
