//! The command line: flags, output, exit codes.

use std::fs;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use serde_json::Value;

use crate::support::fault_server::{Fault, FaultServer, Faults, KEY, Route};
use crate::support::program::{Home, ended, feed, files_below, whole_pictures};

fn dessert<'a>(more: &[&'a str]) -> Vec<&'a str> {
    [
        &[
            "generate",
            "--account",
            "dessert",
            "--poll-every",
            "50ms",
            "--out",
            "ads",
            "--json",
        ],
        more,
    ]
    .concat()
}

#[test]
fn an_empty_home_gives_six_stills_and_one_document() {
    let home = Home::new();
    let answer = home
        .run(&[
            "generate", "--count", "3", "--format", "static", "--out", "ads", "--json",
        ])
        .expect(0);
    let document = answer.json();
    let files = document["files"].as_array().unwrap();
    assert_eq!(files.len(), 6, "{document:#}");
    let folder = Path::new(document["folder"].as_str().unwrap());
    for file in files {
        let path = Path::new(file["path"].as_str().unwrap());
        assert_eq!(path.parent(), Some(folder), "the delivery's own folder");
        let bytes = fs::read(path).unwrap();
        let wanted = if file["orientation"] == "vertical" {
            (1080, 1920)
        } else {
            (1080, 1350)
        };
        assert_eq!(
            (file["width"].as_u64(), file["height"].as_u64()),
            (Some(wanted.0), Some(wanted.1))
        );
        assert_eq!(file["sha256"], sha256(&bytes));
        assert_eq!(file["bytes"], bytes.len());
        assert!(!file["headline"].as_str().unwrap().is_empty());
        assert!((1..=3).contains(&file["index"].as_u64().unwrap()));
    }
    let mut headlines: Vec<&str> = files
        .iter()
        .filter_map(|file| file["headline"].as_str())
        .collect();
    headlines.sort_unstable();
    headlines.dedup();
    assert_eq!(
        headlines.len(),
        3,
        "headlines differ between concepts and agree within one"
    );
    assert_eq!(whole_pictures(&home.ads()).len(), 6);
}

#[test]
fn one_answer_in_five_failing_still_delivers_everything_for_one_charge() {
    for seed in 1..=4 {
        let server = FaultServer::start_blocking(Faults::one_in(5, seed));
        let home = Home::new();
        let document = home
            .run_on(&server, &dessert(&["--count", "4"]))
            .expect(0)
            .json();
        assert_eq!(
            document["files"].as_array().unwrap().len(),
            8,
            "seed {seed}: {document:#}"
        );
        assert_eq!(server.charges().len(), 1, "seed {seed}");
        assert_eq!(whole_pictures(&home.ads()).len(), 8);
        server.assert_no_key_reached_a_file();
    }
}

#[test]
fn bad_input_is_named_with_its_way_out_and_nothing_is_sent() {
    let server = FaultServer::start_blocking(Faults::none());
    let home = Home::new();
    for (flags, says) in [
        (&["--count", "0"][..], "--count is 0"),
        (&["--count", "-1"], "--count is -1"),
        (&["--count", "2.5"], "--count is “2.5”"),
        (&["--count", "1000000000000"], "--count is 1000000000000"),
        (&["--copy-angle", "shouting"], "--copy-angle is “shouting”"),
        (&["--animation-prompt", " "], "--animation-prompt is empty"),
        (
            &["--webhook-url", "http://hooks.example.test/x"],
            "--webhook-url must begin with https://",
        ),
        (&["--format", "video"], "--format is “video”"),
        (&["--brief", "missing.json"], "missing.json"),
        (&["--timeout", "soon"], "--timeout"),
    ] {
        let answer = home.run_on(&server, &dessert(flags)).expect(2);
        assert!(answer.err.contains(says), "{flags:?}: {}", answer.err);
    }
    assert!(server.requests_to(Route::Generate).is_empty());
}

#[test]
fn a_copy_endpoint_that_cannot_be_used_is_named_before_anything_is_made() {
    let home = Home::new();
    for (address, model, says) in [
        ("nonsense", "m", "PARFAIT_COPY_URL is no address"),
        (
            "http://models.example.test/v1",
            "m",
            "PARFAIT_COPY_URL is no address",
        ),
        (
            "https://me:hush@models.example.test/v1",
            "m",
            "a key goes into PARFAIT_COPY_KEY",
        ),
        (
            "https://models.example.test/v1?api-key=hush",
            "m",
            "PARFAIT_COPY_URL holds more than an address",
        ),
        ("http://localhost:11434/v1", "", "PARFAIT_COPY_MODEL is not"),
    ] {
        let mut command = home.command(&["generate"]);
        command
            .env("PARFAIT_COPY_URL", address)
            .env("PARFAIT_COPY_MODEL", model);
        let answer = ended(command.output().unwrap()).expect(2);
        assert!(answer.err.contains(says), "{}", answer.err);
        assert!(!answer.err.contains("hush"), "{}", answer.err);
    }
}

#[test]
fn a_folder_that_cannot_be_written_is_named_before_anything_is_paid() {
    let server = FaultServer::start_blocking(Faults::none());
    let home = Home::new();
    fs::write(home.path().join("ads"), "a file stands here").unwrap();
    let answer = home.run_on(&server, &dessert(&[])).expect(1);
    assert!(
        answer.err.contains("ads") && answer.err.contains("Nothing was sent"),
        "{}",
        answer.err
    );
    assert!(server.charges().is_empty());
}

#[test]
fn a_library_that_is_not_a_database_is_named_and_left_alone() {
    let home = Home::new();
    let data = home.path().join("data");
    fs::create_dir_all(&data).unwrap();
    let library = data.join("library.sqlite");
    fs::write(&library, "my shopping list, ".repeat(200)).unwrap();
    let args = [
        "generate",
        "--data-dir",
        data.to_str().unwrap(),
        "--out",
        "ads",
    ];
    let answer = home.run(&args).expect(1);
    assert!(
        answer.err.contains("library.sqlite") && answer.err.contains("hint:"),
        "{}",
        answer.err
    );
    assert!(
        fs::read_to_string(&library)
            .unwrap()
            .starts_with("my shopping list")
    );
}

#[test]
fn a_second_program_on_the_same_library_is_refused() {
    let server = FaultServer::start_blocking(Faults::always(Route::Delivery, Fault::status(503)));
    let home = Home::new();
    let mut first = home.command_on(&server, &dessert(&[])).spawn().unwrap();
    for _ in 0..200 {
        if !server.charges().is_empty() {
            break;
        }
        std::thread::sleep(Duration::from_millis(25));
    }
    let second = home.run_on(&server, &dessert(&[])).expect(1);
    assert!(second.err.contains("already open"), "{}", second.err);
    first.kill().unwrap();
    first.wait().unwrap();
    assert_eq!(server.charges().len(), 1);
}

#[test]
fn no_key_and_a_wrong_key_end_with_3() {
    let server = FaultServer::start_blocking(Faults::none());
    let home = Home::new();
    let mut without = home.command(&dessert(&[]));
    without.env("DESSERT_API_URL", server.url().as_str());
    ended(without.output().unwrap()).expect(3);
    let mut wrong = home.command_on(&server, &dessert(&[]));
    wrong.env(
        "DESSERT_API_KEY",
        "dsrt_live_ffffffffffffffffffffffffffffffffffffffff",
    );
    let answer = ended(wrong.output().unwrap()).expect(3);
    assert!(
        !answer.err.contains("ffffffff") && !answer.out.contains("ffffffff"),
        "{}",
        answer.err
    );
}

#[test]
fn a_key_never_goes_over_plain_http() {
    let home = Home::new();
    let mut command = home.command(&dessert(&[]));
    command
        .env("DESSERT_API_URL", "http://api.dessert.example")
        .env("DESSERT_API_KEY", KEY);
    let answer = ended(command.output().unwrap());
    assert_ne!(answer.code, Some(0));
    assert!(
        answer.err.contains("HTTPS") || answer.err.contains("https"),
        "{}",
        answer.err
    );
}

#[test]
fn too_few_credits_end_with_4_and_a_failed_delivery_with_1() {
    let server = FaultServer::start_blocking(Faults::none());
    server.state().balance = 3;
    let home = Home::new();
    let answer = home.run_on(&server, &dessert(&["--count", "2"])).expect(4);
    assert!(
        answer.json()["error"]["summary"].as_str().is_some(),
        "{}",
        answer.out
    );
    assert!(server.charges().is_empty());
}

#[test]
fn a_timeout_ends_with_5_and_the_delivery_can_be_followed_on() {
    let server = FaultServer::start_blocking(Faults::always(Route::Delivery, Fault::status(503)));
    let home = Home::new();
    let answer = home
        .run_on(&server, &dessert(&["--timeout", "1500ms"]))
        .expect(5);
    assert!(answer.err.contains("--wait"), "{}", answer.err);
    server.set_faults(Faults::none());
    let id = server.deliveries().first().cloned().unwrap();
    let follow = [
        "delivery",
        id.as_str(),
        "--wait",
        "--poll-every",
        "50ms",
        "--json",
    ];
    let document = home.run_on(&server, &follow).expect(0).json();
    assert_eq!(
        document["files"].as_array().map(Vec::len),
        Some(2),
        "{document:#}"
    );
    assert_eq!(server.charges().len(), 1);
}

#[test]
fn a_folder_that_cannot_be_written_is_said_before_anything_is_sent() {
    let server = FaultServer::start_blocking(Faults::none());
    let home = Home::new();
    fs::write(home.path().join("ads"), b"in the way").unwrap();
    let refused = home.run_on(&server, &dessert(&[])).expect(1);
    assert!(refused.err.contains("Nothing was sent."), "{}", refused.err);
    assert!(!refused.err.contains("resume"), "{}", refused.err);
    assert!(server.charges().is_empty());
}

#[test]
fn resume_tells_every_change_of_stage_where_no_bar_can_be_shown() {
    let server = FaultServer::start_blocking(Faults::always(Route::Delivery, Fault::status(503)));
    let home = Home::new();
    let stopped = ["generate", "--account", "dessert", "--out", "ads"];
    let stopped = [&stopped[..], &["--poll-every", "50ms", "--timeout", "1s"]].concat();
    home.run_on(&server, &stopped).expect(5);
    server.set_faults(Faults::none());
    let resumed = home
        .run_on(&server, &["resume", "--poll-every", "50ms"])
        .expect(0);
    let id = server.deliveries().first().cloned().unwrap();
    let said: Vec<&str> = resumed.err.lines().collect();
    assert!(said.len() >= 2, "{said:?}");
    assert!(
        said.iter()
            .all(|line| line.starts_with(&format!("delivery {id}: ")))
    );
    assert!(said.last().unwrap().ends_with(": done"), "{said:?}");
    let is_news = |pair: &[&str]| pair[0] != pair[1];
    assert!(said.windows(2).all(is_news), "{said:?}");
}

#[test]
fn what_a_brief_says_and_the_studio_cannot_take_is_told() {
    let home = Home::new();
    let brief = ["generate", "--style-search", "blue ocean", "--out", "ads"];
    let made = home.run(&[&brief[..], &["--brand-tone", "大胆"]].concat());
    let made = made.expect(0);
    assert!(
        made.err
            .contains("--brand-tone: The built-in writer reads English words;")
    );
    let of_look = "“blue ocean” chose the look, ";
    assert_eq!(made.err.matches(of_look).count(), 1, "{}", made.err);
    assert!(
        made.err.contains("the brand’s, which has no blue."),
        "{}",
        made.err
    );
    let far = home.run(&["generate", "--style-search", "tax return", "--json"]);
    let far = far.expect(0).json();
    for file in far["files"].as_array().unwrap() {
        let note = file["note"].as_str().unwrap();
        assert!(note.contains("No look is near “tax return”; the closest were taken: "));
    }
}

#[test]
fn a_delivery_is_found_by_its_id_as_its_folder_carries_it() {
    let home = Home::new();
    let made = home.run(&["generate", "--out", "ads", "--json"]).expect(0);
    let made = made.json();
    let id = made["delivery_id"].as_str().unwrap();
    let folder = made["folder"].as_str().unwrap();
    let (_, in_folder) = folder.rsplit_once('_').unwrap();
    assert_ne!(id, in_folder, "folders are in lower case");
    for typed in [id, in_folder, &id.to_uppercase()] {
        let found = home.run(&["delivery", typed, "--json"]).expect(0).json();
        assert_eq!(found["delivery_id"], id, "{typed}");
    }
}

#[test]
fn a_delivery_made_elsewhere_can_be_fetched_by_its_id() {
    let server = FaultServer::start_blocking(Faults::none());
    let (here, elsewhere) = (Home::new(), Home::new());
    elsewhere.run_on(&server, &dessert(&[])).expect(0);
    let id = server.deliveries().first().cloned().unwrap();
    let args = [
        "delivery",
        id.as_str(),
        "--out",
        "ads",
        "--poll-every",
        "50ms",
        "--wait",
    ];
    here.run_on(&server, &args).expect(0);
    assert_eq!(whole_pictures(&here.ads()).len(), 2);
    let moved = ["delivery", id.as_str(), "--out", "elsewhere"];
    here.run_on(&server, &moved).expect(0);
    assert_eq!(whole_pictures(&here.path().join("elsewhere")).len(), 2);
    let unknown = ["delivery", "recNOBODY", "--poll-every", "50ms", "--wait"];
    here.run_on(&server, &unknown).expect(1);
}

#[test]
fn a_brief_file_is_read_and_flags_beside_it_win() {
    let server = FaultServer::start_blocking(Faults::none());
    let home = Home::new();
    fs::write(
        home.path().join("brief.json"),
        r#"{"count":5,"creative":{"copy_angle":"ritual"}}"#,
    )
    .unwrap();
    home.run_on(
        &server,
        &dessert(&["--brief", "brief.json", "--count", "1"]),
    )
    .expect(0);
    let sent = server.requests_to(Route::Generate);
    let body: Value = serde_json::from_slice(&sent.first().unwrap().incoming.body).unwrap();
    assert_eq!(body["count"], 1);
    assert_eq!(body["creative"]["copy_angle"], "ritual");
}

#[test]
fn without_a_keychain_a_key_is_not_said_to_be_kept() {
    let home = Home::new();
    let mut command = home.command(&["key", "set", "--account", "dessert"]);
    // Nobody is there to be asked about it.
    command.env("DESSERT_API_URL", "http://127.0.0.1:1");
    let child = command.stdin(Stdio::piped()).spawn().unwrap();
    let answer = feed(child, &format!("{KEY}\n")).expect(1);
    assert!(answer.err.contains("no keychain"), "{}", answer.err);
    home.run(&["key", "status", "--account", "dessert"])
        .expect(3);
    home.run(&["key", "status", "--account", "studio"])
        .expect(0);
    home.run(&["key", "status", "--account", "nobody"])
        .expect(2);
}

#[test]
fn a_key_is_in_no_file_and_no_output() {
    let server = FaultServer::start_blocking(Faults::one_in(3, 7));
    let home = Home::new();
    let answer = home.run_on(&server, &dessert(&["--count", "2"])).expect(0);
    let key = server.key();
    let secret = key.expose();
    assert!(!answer.out.contains(secret) && !answer.err.contains(secret));
    for path in files_below(home.path()) {
        let bytes = fs::read(&path).unwrap();
        let found = bytes
            .windows(secret.len())
            .any(|window| window == secret.as_bytes());
        assert!(!found, "the key is in {}", path.display());
    }
}

#[test]
fn without_a_display_the_window_says_so_and_names_the_verb() {
    if cfg!(not(target_os = "linux")) {
        println!("skipped: without_a_display_the_window_says_so_and_names_the_verb (not on Linux)");
        return;
    }
    let home = Home::new();
    let answer = home.run(&[]).expect(2);
    assert!(
        answer.err.contains("display") && answer.err.contains("parfait generate"),
        "{}",
        answer.err
    );
    assert_eq!(answer.err.trim().lines().count(), 1, "{}", answer.err);
}

#[test]
fn wrong_use_ends_with_2() {
    let home = Home::new();
    home.run(&["generate", "--nonsense"]).expect(2);
    home.run(&["dance"]).expect(2);
    home.run(&["delivery", ""]).expect(2);
    home.run(&["generate", "--account", "nobody"]).expect(2);
    home.run(&["--help"]).expect(0);
    home.run(&["--version"]).expect(0);
}

fn sha256(bytes: &[u8]) -> String {
    use sha2::{Digest, Sha256};
    Sha256::digest(bytes)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

#[test]
fn a_delivery_that_nobody_can_be_asked_about_is_not_followed_for_ever() {
    let home = Home::new();
    let asked = home.run(&["delivery", "nope", "--json"]);
    assert_ne!(asked.code, Some(5), "{}", asked.err);
    assert!(asked.err.contains("key"), "{}", asked.err);
    // Nothing was noted that `resume` would wait for.
    let resumed = home.run(&["resume", "--timeout", "20s"]).expect(0);
    assert!(resumed.err.contains("Nothing"), "{}", resumed.err);
}
