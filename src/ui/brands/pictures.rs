//! Pictures: how one is given, how it came out of its background, and which of its faces ads show.

use egui::load::SizedTexture;
use egui::{CornerRadius, Image, Rect, Ui, Vec2, vec2};

use crate::model::ids::PictureId;
use crate::model::kit::{KitField, KitProduct, PictureFace, PictureFacts, PictureUse};
use crate::runtime::brands::KitCommand;
use crate::runtime::command::Command;
use crate::ui::frame::Frame;
use crate::ui::icons::{self, Icon};
use crate::ui::text;
use crate::ui::textures::Look;
use crate::ui::tokens::radius;
use crate::ui::widgets::{Button, Segmented, TextField, trouble_line};

use super::draft::{Draft, said};
use super::editor::Desk;
use super::{PictureFor, State, browse};

/// A picture of a kit, small, in its place whether it is there or not.
pub(super) fn thumbnail_ui(
    ui: &mut Ui,
    frame: &Frame<'_>,
    id: Option<&PictureId>,
    face: PictureFace,
    size: Vec2,
) {
    let (_, place) = ui.allocate_space(size);
    paint(ui, frame, id, face, place);
}

fn paint(ui: &Ui, frame: &Frame<'_>, id: Option<&PictureId>, face: PictureFace, place: Rect) {
    let t = frame.tokens;
    let corner = CornerRadius::same(radius::CONTROL);
    ui.painter().rect_filled(place, corner, t.hover);
    let Some(id) = id else {
        let at = Rect::from_center_size(place.center(), Vec2::splat(18.0));
        icons::paint(ui.painter(), Icon::Picture, at, t.third);
        return;
    };
    let Some(source) = frame.view.brand_kits.preview(id, face) else {
        return;
    };
    let width = place.width() * ui.ctx().pixels_per_point();
    match frame.textures.look(source, width) {
        Look::Loaded { id, size, .. } => {
            let room = place.shrink(if face == PictureFace::Original {
                0.0
            } else {
                4.0
            });
            let scale = (room.width() / size.x.max(1.0)).min(room.height() / size.y.max(1.0));
            let at = Rect::from_center_size(room.center(), size * scale);
            Image::from_texture(SizedTexture::new(id, at.size()))
                .corner_radius(corner)
                .paint_at(ui, at);
        }
        Look::Pending => {}
        Look::Failed(_) => {
            let at = Rect::from_center_size(place.center(), Vec2::splat(18.0));
            icons::paint(ui.painter(), Icon::Warning, at, t.warn);
        }
    }
}

/// The logo.
pub(super) fn logo_ui(
    ui: &mut Ui,
    desk: Desk<'_>,
    state: &mut State,
    draft: &mut Draft,
    target: &PictureFor,
) {
    let t = desk.frame.tokens;
    ui.horizontal(|ui| {
        ui.label(text::label("Logo"));
        ui.label(text::hint("optional").color(t.third));
    });
    let logo = draft.kit.logo.clone();
    let facts = logo.as_ref().and_then(|id| draft.facts(id)).cloned();
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = 14.0;
        let is_clean = verdict(facts.as_ref()).is_none_or(|(clean, _)| clean);
        let face = if is_clean {
            PictureFace::Cutout
        } else {
            PictureFace::Original
        };
        thumbnail_ui(ui, desk.frame, logo.as_ref(), face, vec2(148.0, 84.0));
        ui.vertical(|ui| {
            give_ui(ui, desk, state, target, logo.is_some(), "logo");
            if logo.is_some() && ui.add(Button::quiet("Remove logo").dense()).clicked() {
                draft.kit.logo = None;
            }
            let words = "Ads show it in place of the name: in its own colours where they read, in one ink where \
                         they do not. Its colours count when colours are picked.";
            ui.label(text::hint(words).color(t.third));
        });
    });
    verdict_ui(ui, desk, facts.as_ref());
    trouble_ui(ui, desk, state, target, KitField::Logo);
}

/// A product's picture: before and after side by side, the verdict, and what ads show.
pub(super) fn product_ui(
    ui: &mut Ui,
    desk: Desk<'_>,
    state: &mut State,
    draft: &Draft,
    product: &mut KitProduct,
    target: &PictureFor,
) {
    let t = desk.frame.tokens;
    let facts = product.picture.as_ref().and_then(|id| draft.facts(id));
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = 14.0;
        let side = vec2(168.0, 168.0);
        if let Some(id) = product.picture.clone() {
            for (face, words) in [
                (PictureFace::Original, "As given"),
                (PictureFace::from(product.picture_use), "In ads"),
            ] {
                ui.vertical(|ui| {
                    ui.set_width(side.x);
                    thumbnail_ui(ui, desk.frame, Some(&id), face, side);
                    ui.label(text::hint(words).color(t.third));
                });
            }
        } else {
            thumbnail_ui(ui, desk.frame, None, PictureFace::Original, side);
        }
        ui.vertical(|ui| {
            give_ui(
                ui,
                desk,
                state,
                target,
                product.picture.is_some(),
                "picture",
            );
            if product.picture.is_some() {
                ui.add_space(4.0);
                let options = uses(facts);
                let chosen = Segmented::new("How ads show it", &options, product.picture_use)
                    .dense()
                    .show(ui)
                    .inner;
                if let Some(chosen) = chosen {
                    product.picture_use = chosen;
                }
                if ui.add(Button::quiet("Remove picture").dense()).clicked() {
                    product.picture = None;
                }
            }
        });
    });
    verdict_ui(ui, desk, facts);
    let at = desk
        .kit
        .products
        .iter()
        .position(|it| it.product_id == product.product_id);
    let field = at.map_or(KitField::Kit, |index| {
        KitField::Product(index, crate::model::kit::ProductField::Picture)
    });
    trouble_ui(ui, desk, state, target, field);
    ui.add_space(6.0);
}

/// What ads may show of a picture, and its word.
fn uses(facts: Option<&PictureFacts>) -> Vec<(PictureUse, &'static str)> {
    let glass = facts.is_some_and(|facts| facts.has(PictureFace::Solid));
    let cut_out = if glass { "See-through" } else { "Cut out" };
    let mut uses = vec![(PictureUse::Cutout, cut_out)];
    if glass {
        uses.push((PictureUse::Solid, "Solid"));
    }
    uses.push((PictureUse::Framed, "In a card"));
    uses
}

/// Ways to give a picture: the dialog, a typed path; dropping works everywhere.
fn give_ui(
    ui: &mut Ui,
    desk: Desk<'_>,
    state: &mut State,
    target: &PictureFor,
    is_there: bool,
    what: &str,
) {
    let t = desk.frame.tokens;
    let coming = state
        .coming
        .iter()
        .find(|(_, other)| *other == target)
        .map(|(ticket, _)| *ticket);
    if let Some(ticket) = coming {
        ui.label(text::body("Taking the picture in and cutting it out…").color(t.second));
        let cancel = ui.add(Button::secondary("Cancel").icon(Icon::Cross).dense());
        if cancel.clicked() {
            state.coming.remove(&ticket);
            desk.frame
                .send(Command::Kit(KitCommand::CancelPicture(ticket)));
        }
        return;
    }
    let words = if is_there {
        format!("Replace {what}…")
    } else {
        format!("Choose {what}…")
    };
    if ui
        .add(Button::secondary(words).icon(Icon::Folder).dense())
        .clicked()
    {
        browse(desk.frame, target);
    }
    let width = ui.available_width().min(280.0);
    let path = state.paths.entry(target.clone()).or_default();
    let label = format!("Path of the {what}");
    let field = TextField::new(&label, path)
        .hide_label()
        .code()
        .width(width)
        .hint("or type a path and press Enter")
        .show(ui);
    let entered = field.lost_focus() && ui.input(|input| input.key_pressed(egui::Key::Enter));
    if entered && !path.trim().is_empty() {
        let from = std::path::PathBuf::from(path.trim());
        path.clear();
        let command = state.add_picture(target.clone(), from);
        desk.frame.send(command);
    }
    let line = "PNG, JPEG or WebP, up to 50 megapixels. Or drop it on the window.";
    ui.label(text::hint(line).color(t.third));
}

fn verdict(facts: Option<&PictureFacts>) -> Option<(bool, &str)> {
    let cut = facts?.cut.as_ref()?;
    Some((cut.is_clean, &cut.sentence))
}

fn verdict_ui(ui: &mut Ui, desk: Desk<'_>, facts: Option<&PictureFacts>) {
    let t = desk.frame.tokens;
    let Some((is_clean, sentence)) = verdict(facts) else {
        return;
    };
    let (icon, ink) = if is_clean {
        (Icon::Check, t.ok)
    } else {
        (Icon::Info, t.warn)
    };
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = 6.0;
        icons::show(ui, icon, 14.0, ink);
        ui.label(text::hint(sentence).color(ink));
    });
}

fn trouble_ui(ui: &mut Ui, desk: Desk<'_>, state: &State, target: &PictureFor, field: KitField) {
    if let Some(sentence) = state.refused.get(target) {
        trouble_line(ui, sentence);
    } else if let Some(sentence) = said(desk.problems, field) {
        trouble_line(ui, &sentence);
    }
}
