//! Carries out what was asked for while painting. The only place that changes where the window is.

use egui::Context;

use crate::base::report::Report;
use crate::model::settings::{SettingsChange, Theme};
use crate::runtime::command::Command;
use crate::ui::command::UserCommand;
use crate::ui::frame::{Action, Place, Wish};

use super::App;

impl App {
    pub(super) fn carry_out(&mut self, ctx: &Context, invoked: &[UserCommand]) {
        for command in invoked {
            self.do_command(*command, ctx);
        }
        let wishes = self.outbox.take();
        if wishes.is_empty() && invoked.is_empty() {
            return;
        }
        for wish in wishes {
            match wish {
                Wish::Act(action) => self.do_action(action, ctx),
                Wish::Ask(command) => self.ask(command),
            }
        }
        ctx.request_repaint();
    }

    fn ask(&mut self, command: Command) {
        if !self.handle.send(command) {
            let report = Report::failed(
                "Parfait's engine does not answer.",
                "Close Parfait and start it again; everything that was sent is remembered.",
            );
            self.notices.complain(report, self.clock.now());
        }
    }

    fn do_action(&mut self, action: Action, ctx: &Context) {
        let now = self.clock.now();
        match action {
            Action::Go(place) => self.go(place, ctx),
            Action::OpenInGallery(delivery) => {
                self.state.gallery.show_delivery(&delivery);
                self.go(Place::Gallery, ctx);
            }
            Action::ComposeFrom(brief) => {
                self.state.compose.take_brief(&brief);
                self.go(Place::Compose, ctx);
            }
            Action::LeadTo { brief, field } => {
                if let Some(brief) = brief {
                    self.state.compose.take_brief(&brief);
                }
                self.go(Place::Compose, ctx);
                self.state.compose.lead_to(field);
            }
            Action::Complain(report) => self.notices.complain(report, now),
            Action::Say(line) => self.notices.say(line, now),
            Action::Do(command) => self.invoked.push(command),
            Action::BrowseForFolder(from) => {
                let ctx = ctx.clone();
                self.chooser
                    .open(&from, &self.clock, move || ctx.request_repaint());
            }
            Action::BrowseForPicture(target) => {
                let ctx = ctx.clone();
                self.picture_target = Some(target);
                self.picture_chooser
                    .open_picture(&self.clock, move || ctx.request_repaint());
            }
            Action::ShowShortcuts(open) => self.state.shortcuts = open,
            Action::DropNotice(number) => self.notices.drop_one(number),
        }
    }

    /// The part of a user command that is the window's own; screens see the same command through the frame.
    fn do_command(&mut self, command: UserCommand, ctx: &Context) {
        if let Some(place) = command.place() {
            self.go(place, ctx);
            return;
        }
        match command {
            UserCommand::Search if self.state.place != Place::Gallery => {
                // The gallery was not there to hear it; it will be in the next frame.
                self.go(Place::Gallery, ctx);
                self.invoked.push(command);
            }
            UserCommand::Refresh => {
                if let Some(account) = self.view.current() {
                    self.ask(Command::Refresh(account.account.id.clone()));
                }
            }
            UserCommand::OpenAdsFolder => self.ask(Command::Reveal(self.view.ads_folder.clone())),
            UserCommand::SwitchTheme => {
                let theme = if ctx.theme() == egui::Theme::Dark {
                    Theme::Light
                } else {
                    Theme::Dark
                };
                let change = SettingsChange::of(&self.view.settings, |it| it.theme = theme);
                if let Some(change) = change {
                    self.ask(Command::SaveSettings(Box::new(change)));
                }
            }
            UserCommand::Palette => self.state.palette.toggle(),
            UserCommand::Shortcuts => self.state.shortcuts = !self.state.shortcuts,
            UserCommand::Quit => ctx.send_viewport_cmd(egui::ViewportCommand::Close),
            _ => {}
        }
    }

    fn go(&mut self, place: Place, ctx: &Context) {
        if self.state.place != place {
            if let Some(draft) = self.state.compose.unsaved() {
                self.ask(draft);
            }
            for command in self.state.brands.unsaved(self.clock.now()) {
                self.ask(command);
            }
            self.state.place = place;
            // What had the keyboard is no longer on screen.
            ctx.memory_mut(|memory| memory.stop_text_input());
        }
    }
}
