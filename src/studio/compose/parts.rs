//! A still in its pieces: the picture before its copy is drawn, and what a film needs to move the rest of it.

use crate::studio::paint::canvas::Canvas;
use crate::studio::paint::motif::Motif;
use crate::studio::styles::Scene;

use super::layout::ProductBox;
use super::product::Placed;
use super::scene::Stage;
use super::{AdSpec, ComposeError, Engine, Inks, Picture, Plan, arrange, ink};

pub(in crate::studio) use super::product::Lighting;

/// The pieces of a still.
#[derive(Debug)]
pub(in crate::studio) struct Parts {
    /// Background and product.
    pub picture: Picture,
    /// Where everything goes.
    pub plan: Plan,
    /// The colours of the copy, as the still has them.
    pub inks: Inks,
    /// The background.
    pub motif: Box<dyn Motif>,
    /// How the product is lit.
    pub lighting: Lighting,
}

/// Lays out a still, paints background and product, and chooses the inks.
///
/// # Errors
/// As [`super::render_still`].
pub(in crate::studio) fn parts(engine: &Engine, spec: &AdSpec<'_>) -> Result<Parts, ComposeError> {
    let plan = arrange(engine, spec)?;
    let stage = Stage::of(spec, &plan);
    let motif = stage.motif(spec.extent());
    let lighting = stage.lighting();
    let mut canvas = Canvas::new(spec.size.0 as usize, spec.size.1 as usize);
    motif.paint(engine.isa, &mut canvas.brush(), 0.0);
    lay_product(&mut canvas, spec, &plan.product, &lighting, 0);
    let (picture, inks) = ink::choose(engine.isa, &mut canvas, &plan, spec.palette)?;
    Ok(Parts {
        picture,
        plan,
        inks,
        motif,
        lighting,
    })
}

/// Lays shadow, reflection and product on a canvas that is `margin` pixels larger than the picture on every side.
pub(in crate::studio) fn lay_product(
    canvas: &mut Canvas,
    spec: &AdSpec<'_>,
    place: &ProductBox,
    light: &Lighting,
    margin: isize,
) {
    let placed = placed(spec, place, margin);
    let scene = scene(spec);
    lay_shadow(&placed, canvas, scene, light);
    lay_body(&placed, canvas, scene, light);
}

/// How the product is seen: a photograph in a card hangs in front of the wall, it does not stand; in a lifestyle scene
/// it stands there like a framed print.
pub(in crate::studio) fn scene(spec: &AdSpec<'_>) -> Scene {
    if spec.product.is_card() && spec.style.scene != Scene::Situ {
        Scene::Flat
    } else {
        spec.style.scene
    }
}

/// The product at its size and place.
pub(in crate::studio) fn placed(spec: &AdSpec<'_>, place: &ProductBox, margin: isize) -> Placed {
    let [cx, cy] = place.rect.centre();
    let bitmap = spec
        .product
        .at_size(place.rect.w, place.rect.h, place.turns);
    let x = (cx - bitmap.width as f32 * 0.5 + 0.5).floor() as isize + margin;
    let y = (cy - bitmap.height as f32 * 0.5 + 0.5).floor() as isize + margin;
    let placed = Placed { bitmap, x, y };
    let sink = spec.style.footing.sink * place.rect.w;
    if sink > 0.0 {
        placed.sunk(sink)
    } else {
        placed
    }
}

/// The shadow alone.
pub(in crate::studio) fn lay_shadow(
    placed: &Placed,
    canvas: &mut Canvas,
    scene: Scene,
    light: &Lighting,
) {
    match scene {
        Scene::Flat => placed.lying_shadow(canvas, light),
        Scene::Standing | Scene::Situ => placed.standing_shadow(canvas, light),
    }
}

/// The product and its reflection.
pub(in crate::studio) fn lay_body(
    placed: &Placed,
    canvas: &mut Canvas,
    scene: Scene,
    light: &Lighting,
) {
    if scene.stands() && light.footing.mirror > 0.0 {
        placed.reflect(canvas, &light.footing);
    }
    placed.draw(canvas, light);
}
