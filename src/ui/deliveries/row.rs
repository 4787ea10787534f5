//! One job as a row: its pictures as they arrive, what it is, where it stands, what it costs, what can be done.

use std::sync::Arc;

use egui::{
    Align, CornerRadius, CursorIcon, Galley, Id, Label, Layout, Rect, Response, Role, Sense,
    StrokeKind, Ui, UiBuilder, WidgetInfo, pos2, vec2,
};

use crate::base::report::{Remedy, Report};
use crate::model::ad::{Ad, AssetState, Orientation};
use crate::model::ids::RequestId;
use crate::runtime::command::Command;
use crate::runtime::pictures::PictureSource;
use crate::runtime::view::{Job, JobStage};
use crate::ui::frame::{Action, Frame};
use crate::ui::gallery::picture::{look_ui, sign_ui};
use crate::ui::remedy::{self, Concern, Shape, Way};
use crate::ui::tokens::{radius, type_size};
use crate::ui::widgets::{Button, progress_bar, step_dots, text_button};
use crate::ui::{account_tag, fonts, text};

use super::confirm::{self, Confirm};
use super::making::STEPS;
use super::telling::{Offer, Price, Telling, tell};
use super::{State, job_key, log, money};

const PADDING: f32 = 20.0;
/// A row is never lower: room for a picture, or for two buttons.
pub const LEAST: f32 = 112.0;
const PICTURE: f32 = 42.0;
const LINE: f32 = 18.0;
/// Dots and bar, with the room under them.
const METER: f32 = 12.0;

/// Where the columns of a row stand, and what is said in it.
pub struct Measured {
    pub height: f32,
    telling: Telling,
    columns: Columns,
    way: Option<Way>,
    explanation: Option<Arc<Galley>>,
    details: Option<Arc<Galley>>,
    ledger: Option<Arc<Galley>>,
    is_unfolded: bool,
}

#[derive(Clone, Copy)]
struct Columns {
    title: f32,
    stage: f32,
    stage_width: f32,
    cost: Option<f32>,
    actions: f32,
}

impl Columns {
    fn of(width: f32) -> Self {
        let inner = width - 2.0 * PADDING;
        let is_wide = inner > 940.0;
        let actions = if is_wide { 188.0 } else { 176.0 };
        let cost = if is_wide { 132.0 } else { 0.0 };
        let title = 2.0 * PICTURE + 4.0 + 22.0;
        let title_width = (inner * 0.21).clamp(180.0, 280.0);
        let stage = title + title_width + 24.0;
        let actions_at = inner - actions;
        let cost_at = actions_at - 24.0 - cost;
        let stage_end = if is_wide {
            cost_at - 24.0
        } else {
            actions_at - 20.0
        };
        Self {
            title,
            stage,
            stage_width: (stage_end - stage).max(120.0),
            cost: is_wide.then_some(cost_at),
            actions: actions_at,
        }
    }
}

/// Whether the row of this job is no higher than [`LEAST`], as nothing in it wraps.
pub fn is_plain(job: &Job, state: &State) -> bool {
    let plain = matches!(
        job.stage,
        JobStage::Done | JobStage::Dismissed | JobStage::Making(_) | JobStage::Fetching { .. }
    );
    let is_unfolded = || {
        state
            .unfolded
            .as_ref()
            .is_some_and(|key| *key == job_key(job))
    };
    plain && job.trouble.is_none() && !is_unfolded()
}

impl Measured {
    /// Whether the row is as high as long as its job does not change: entries to decide by come and go.
    pub fn is_lasting(&self) -> bool {
        !self.telling.has_open_ledger
    }

    /// Says what there is to say of a job and finds how high its row is.
    pub fn of(ui: &Ui, frame: &Frame<'_>, state: &State, job: &Job, width: f32) -> Self {
        let t = &frame.tokens;
        let telling = tell(job, frame.view, frame.now);
        let columns = Columns::of(width);
        let wrapped = |words: &String, font| {
            ui.painter()
                .layout(words.clone(), font, t.second, columns.stage_width)
        };
        let explanation = telling
            .explanation
            .as_ref()
            .map(|words| wrapped(words, fonts::hint()));
        let is_unfolded = telling.is_foldable() && state.unfolded == Some(job_key(job));
        let details = telling
            .details
            .as_ref()
            .filter(|_| is_unfolded)
            .map(|words| wrapped(words, fonts::code()));
        let has_ledger = !telling.ledger.is_empty() && (is_unfolded || telling.has_open_ledger);
        let ledger = has_ledger.then(|| wrapped(&telling.ledger.join("\n"), fonts::hint()));
        let mut stage = 20.0 + 4.0;
        if telling.progress.is_some() || telling.step.is_some() {
            stage += METER;
        }
        let lines = [&telling.line, &telling.looks];
        stage += LINE * lines.iter().filter(|line| !line.is_empty()).count() as f32;
        let more = |galley: &Option<Arc<Galley>>| galley.as_ref().map_or(0.0, |g| g.size().y + 6.0);
        stage += more(&explanation) + more(&ledger) + more(&details);
        if telling.is_foldable() {
            stage += 24.0;
        }
        let way = way_of(job, frame);
        if telling.has_open_ledger || way.is_some() {
            stage = stage.max(actions_height(&telling, way.as_ref()));
        }
        Self {
            height: (stage + 2.0 * PADDING).max(LEAST).round(),
            way,
            telling,
            columns,
            explanation,
            details,
            ledger,
            is_unfolded,
        }
    }
}

/// Paints a row into `rect`.
pub fn row_ui(
    ui: &mut Ui,
    frame: &Frame<'_>,
    state: &mut State,
    job: &Job,
    measured: Measured,
    rect: Rect,
) {
    let t = &frame.tokens;
    let corner = CornerRadius::same(radius::PANEL);
    ui.painter()
        .rect(rect, corner, t.panel, t.border(), StrokeKind::Inside);
    let mut ui = ui.new_child(
        UiBuilder::new()
            .id_salt(("job", job_key(job)))
            .max_rect(rect.shrink(PADDING)),
    );
    let ui = &mut ui;
    let columns = measured.columns;
    pictures_ui(ui, frame, job, &measured.telling);
    title_ui(ui, frame, state, job, &measured.telling, columns);
    stage_ui(ui, frame, state, job, &measured);
    if let Some(at) = columns.cost {
        cost_ui(ui, frame, &measured.telling, at, columns.actions - 24.0);
    }
    actions_ui(ui, frame, state, job, &measured);
}

/// A column of a row, its content in the middle of the height.
fn column(ui: &mut Ui, salt: &str, from: f32, to: f32, content: f32, align: Align) -> Ui {
    let row = ui.max_rect();
    let top = row.center().y - content / 2.0;
    let area = Rect::from_min_max(
        pos2(row.left() + from, top.max(row.top())),
        pos2(row.left() + to, row.bottom() + 4.0),
    );
    let mut column = ui.new_child(
        UiBuilder::new()
            .id_salt(salt)
            .max_rect(area)
            .layout(Layout::top_down(align)),
    );
    column.spacing_mut().item_spacing = vec2(8.0, 0.0);
    column
}

/// The newest concept that has a picture, vertical and square; the places of both from the start, so nothing moves.
fn pictures_ui(ui: &mut Ui, frame: &Frame<'_>, job: &Job, telling: &Telling) {
    let row = ui.max_rect();
    let vertical = vec2(PICTURE, (PICTURE * 16.0 / 9.0).round());
    let square = vec2(PICTURE, (PICTURE * 5.0 / 4.0).round());
    let bottom = row.center().y + vertical.y / 2.0;
    let place =
        |x: f32, size: egui::Vec2| Rect::from_min_size(pos2(row.left() + x, bottom - size.y), size);
    let (left, right) = (place(0.0, vertical), place(PICTURE + 4.0, square));
    let both = [(Orientation::Vertical, left), (Orientation::Square, right)];
    let all = left.union(right);
    let ads = newest_concept(job);
    let has_pictures = !ads.is_empty();
    for (orientation, place) in both {
        let file = ads
            .iter()
            .find(|ad| ad.orientation == orientation)
            .and_then(|ad| ad.still_file());
        match file {
            Some(file) => {
                let width = place.width() * ui.ctx().pixels_per_point();
                let look = frame.textures.look(&PictureSource::of(file), width);
                look_ui(ui, frame, place, &look, 6);
            }
            None => sign_ui(ui, frame, place, 6, None),
        }
    }
    if let (true, Some(delivery)) = (has_pictures, &job.delivery) {
        let response = ui
            .interact(all, Id::unique(("pictures", &delivery.id)), Sense::click())
            .on_hover_cursor(CursorIcon::PointingHand);
        response.widget_info(|| {
            let name = format!("See the ads of {}", telling.title);
            WidgetInfo::labeled(Role::Button, true, name)
        });
        crate::ui::widgets::focus_ring(ui, &response, all, 6);
        if response.clicked() {
            frame.act(Action::OpenInGallery(delivery.id.clone()));
        }
    }
}

/// The ads of the last concept that has a still on disk.
fn newest_concept(job: &Job) -> Vec<&Ad> {
    let Some(delivery) = &job.delivery else {
        return Vec::new();
    };
    let is_there = |ad: &&Ad| {
        ad.still()
            .is_some_and(|still| matches!(still.state, AssetState::OnDisk(_)))
    };
    let Some(newest) = delivery
        .ads
        .iter()
        .filter(is_there)
        .map(|ad| ad.index)
        .max()
    else {
        return Vec::new();
    };
    delivery
        .ads
        .iter()
        .filter(|ad| ad.index == newest)
        .collect()
}

fn short(ui: &mut Ui, words: egui::RichText) -> Response {
    ui.add(Label::new(words).truncate().selectable(false))
}

fn title_ui(
    ui: &mut Ui,
    frame: &Frame<'_>,
    state: &mut State,
    job: &Job,
    telling: &Telling,
    columns: Columns,
) {
    let t = &frame.tokens;
    let lines = if columns.cost.is_none() { 3.0 } else { 2.0 };
    let content = 20.0 + 4.0 + lines * LINE;
    let mut ui = column(
        ui,
        "title",
        columns.title,
        columns.stage - 24.0,
        content,
        Align::Min,
    );
    short(&mut ui, text::strong(&telling.title).color(t.ink));
    ui.add_space(4.0);
    ui.allocate_ui(vec2(ui.available_width(), LINE), |ui| {
        ui.spacing_mut().interact_size.y = LINE;
        ui.spacing_mut().item_spacing.x = 6.0;
        ui.horizontal(|ui| {
            account_tag::mark_ui(ui, account_tag::colour_of(frame, &job.account));
            short(ui, text::hint(&telling.facts).color(t.second));
        });
    });
    when_ui(&mut ui, frame, state, job, telling);
    if columns.cost.is_none() {
        short(&mut ui, text::hint(&telling.cost).color(t.third));
    }
}

/// When it was sent, and the way to what was sent.
fn when_ui(ui: &mut Ui, frame: &Frame<'_>, state: &mut State, job: &Job, telling: &Telling) {
    let t = &frame.tokens;
    ui.allocate_ui_with_layout(
        vec2(ui.available_width(), LINE),
        Layout::left_to_right(Align::Center),
        |ui| {
            ui.spacing_mut().item_spacing.x = 4.0;
            short(ui, text::hint(format!("{} ·", telling.when)).color(t.third));
            log::link_ui(ui, frame, &mut state.log, job, &telling.title);
        },
    );
}

fn stage_ui(ui: &mut Ui, frame: &Frame<'_>, state: &mut State, job: &Job, measured: &Measured) {
    let t = &frame.tokens;
    let (telling, columns) = (&measured.telling, measured.columns);
    let is_tall = measured.height > LEAST;
    let has_meter = telling.progress.is_some() || telling.step.is_some();
    let lines = [&telling.line, &telling.looks];
    let content = if is_tall {
        measured.height - 2.0 * PADDING
    } else {
        let meter = if has_meter { METER } else { 0.0 };
        let lines = lines.iter().filter(|line| !line.is_empty()).count() as f32;
        let fold = if telling.is_foldable() { 24.0 } else { 0.0 };
        24.0 + meter + LINE * lines + fold
    };
    let end = columns.stage + columns.stage_width;
    let mut ui = column(ui, "stage", columns.stage, end, content, Align::Min);
    let (ink, _) = telling.tone.colors(t);
    let stage = short(&mut ui, text::strong(&telling.stage).color(ink));
    ui.add_space(4.0);
    if has_meter {
        let (_, area) = ui.allocate_space(vec2(ui.available_width(), METER));
        meter_ui(&mut ui, telling, area, &stage);
    }
    for line in lines.into_iter().filter(|line| !line.is_empty()) {
        short(&mut ui, text::hint(line).color(t.third));
    }
    for galley in [&measured.explanation, &measured.ledger, &measured.details]
        .into_iter()
        .flatten()
    {
        ui.add_space(2.0);
        ui.add(Label::new(Arc::clone(galley)).selectable(true));
        ui.add_space(4.0);
    }
    if telling.is_foldable() {
        details_ui(&mut ui, state, job, telling, measured.is_unfolded);
    }
}

/// The step as a row of dots, and beside them a bar where files are counted.
fn meter_ui(ui: &mut Ui, telling: &Telling, area: Rect, stage: &Response) {
    let mut ui = ui.new_child(
        UiBuilder::new()
            .id_salt("meter")
            .max_rect(Rect::from_min_size(area.min, vec2(area.width(), 8.0)))
            .layout(Layout::left_to_right(Align::Center)),
    );
    ui.spacing_mut().item_spacing.x = 14.0;
    if let Some(at) = telling.step {
        step_dots(&mut ui, &STEPS, at);
    }
    if let Some(fraction) = telling.progress {
        progress_bar(&mut ui, fraction, &telling.stage).labelled_by(stage.id);
    }
}

fn details_ui(ui: &mut Ui, state: &mut State, job: &Job, telling: &Telling, is_unfolded: bool) {
    let of_delivery = || job.delivery.as_ref()?.request_id.as_ref();
    let request_id = report_of(job)
        .and_then(Report::request_id)
        .or_else(|| of_delivery().map(RequestId::as_str));
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 16.0;
        let fold = if is_unfolded {
            "Hide details"
        } else {
            "Details"
        };
        if text_button(ui, fold).clicked() {
            state.unfolded = (!is_unfolded).then(|| job_key(job));
        }
        if let Some(id) = request_id
            && text_button(ui, "Copy request id").clicked()
        {
            ui.ctx().copy_text(id.to_owned());
        }
        if is_unfolded && text_button(ui, "Copy details").clicked() {
            let details = telling.details.iter().cloned();
            let lines: Vec<String> = telling.ledger.iter().cloned().chain(details).collect();
            ui.ctx().copy_text(lines.join("\n"));
        }
    });
}

fn cost_ui(ui: &mut Ui, frame: &Frame<'_>, telling: &Telling, from: f32, to: f32) {
    let t = &frame.tokens;
    let has_hint = !telling.cost_hint.is_empty();
    let content = if has_hint { 20.0 + 2.0 + LINE } else { 20.0 };
    let mut ui = column(ui, "cost", from, to, content, Align::Max);
    let cost = text::strong(&telling.cost)
        .size(type_size::LABEL)
        .color(t.ink);
    ui.label(cost);
    if has_hint {
        ui.add_space(2.0);
        ui.label(text::hint(&telling.cost_hint).color(t.third));
    }
}

fn actions_height(telling: &Telling, way: Option<&Way>) -> f32 {
    let count = (telling.offers.len() + usize::from(way.is_some())) as f32;
    count * 34.0 + (count - 1.0).max(0.0) * 6.0
}

fn actions_ui(ui: &mut Ui, frame: &Frame<'_>, state: &mut State, job: &Job, measured: &Measured) {
    let (telling, columns) = (&measured.telling, measured.columns);
    let ways = usize::from(measured.way.is_some());
    let content = actions_height(telling, measured.way.as_ref());
    let width = ui.max_rect().width();
    let mut ui = column(ui, "actions", columns.actions, width, content, Align::Max);
    ui.spacing_mut().item_spacing.y = 2.0;
    if let Some(way) = &measured.way {
        remedy::button_ui(&mut ui, frame, way, Shape::Button);
    }
    for (nth, offer) in telling.offers.iter().enumerate() {
        let text = offer.text();
        let button = if nth + ways == 0 {
            Button::secondary(text)
        } else {
            Button::quiet(text)
        };
        if ui.add(button.dense().tooltip(offer.tooltip())).clicked() {
            carry_out(frame, state, job, telling, *offer);
        }
    }
}

/// What failed, where something did.
fn report_of(job: &Job) -> Option<&Report> {
    match &job.stage {
        JobStage::Refused(report) | JobStage::Failed(report) => Some(report),
        _ => job.trouble.as_ref(),
    }
}

/// The one thing that helps, unless it is among the offers of every such row.
fn way_of(job: &Job, frame: &Frame<'_>) -> Option<Way> {
    let report = report_of(job)?;
    let way = remedy::way(report, Concern::Job(job), frame.view, frame.now)?;
    let is_offered = match report.remedy()? {
        Remedy::RetryNow | Remedy::LookAgain | Remedy::FetchAgain | Remedy::RunAgain => true,
        Remedy::Wait => way.deed.is_some(),
        Remedy::EditBrief => true,
        _ => false,
    };
    (!is_offered).then_some(way)
}

fn carry_out(frame: &Frame<'_>, state: &mut State, job: &Job, telling: &Telling, offer: Offer) {
    match (offer, &job.intent, &job.delivery) {
        (Offer::RunAgain(Price::Costs(price)), ..) => {
            state.confirm = Confirm::of(frame, job, &telling.title, price);
        }
        (Offer::RunAgain(Price::Free), Some(intent), _) => {
            confirm::run_again(frame, intent.clone(), None);
        }
        (Offer::RetryNow, Some(intent), _) => frame.send(Command::Retry(intent.clone())),
        (Offer::FollowNamed, Some(intent), _) => {
            if let Some(delivery) = money::named(job, frame.view) {
                frame.send(Command::FollowNamed {
                    intent: intent.clone(),
                    delivery,
                });
            }
        }
        (Offer::LetGo, Some(intent), _) => frame.send(Command::Dismiss(intent.clone())),
        (Offer::EditBrief, ..) => {
            if let Some(brief) = &job.brief {
                frame.act(Action::ComposeFrom(Box::new(brief.clone())));
            }
        }
        (Offer::Cancel, _, Some(delivery)) => state.cancel = Some(delivery.id.clone()),
        (Offer::LookNow, _, Some(delivery)) => {
            frame.send(Command::LookNow(delivery.id.clone()));
        }
        (Offer::DownloadMissing, _, Some(delivery)) => frame.send(Command::Fetch {
            delivery: delivery.id.clone(),
            ad: None,
            folder: None,
        }),
        (Offer::OpenInGallery, _, Some(delivery)) => {
            frame.act(Action::OpenInGallery(delivery.id.clone()));
        }
        (Offer::ShowFolder, _, Some(delivery)) => {
            frame.send(Command::Reveal(delivery.own_folder().to_owned()));
        }
        (Offer::OpenOnTheWeb, _, Some(delivery)) => {
            if let Some(url) = &delivery.viewer_url {
                frame.send(Command::OpenPage(url.clone()));
            }
        }
        _ => {}
    }
}
