//! Opens the page that a chapter writes in Chromium, as its reader does: from the disk, with a keyboard.
//!
//! `cargo test --manifest-path tests/browser/Cargo.toml` wants a Chromium or Chrome on the system. A new page is a new
//! file in `tests/`: [`Page::of`], [`Page::is_for_everyone`], and what its numbers must be.

mod numbers;

use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::{Arc, Mutex};
use std::thread::sleep;
use std::time::{Duration, Instant};

use headless_chrome::protocol::cdp::types::{Event, Method};
use headless_chrome::protocol::cdp::{Emulation, Network};
use headless_chrome::{Browser, LaunchOptions, Tab};
use serde_json::{Value, json};
use tempfile::TempDir;

/// A page in a browser that speaks English, and what the program printed that wrote it.
pub struct Page {
    /// Standard output of the program.
    pub printed: String,
    tab: Arc<Tab>,
    address: String,
    /// What no page may do: say something in the console, throw, ask for anything but itself.
    problems: Arc<Mutex<Vec<String>>>,
    _browser: Browser,
    _folder: TempDir,
}

/// What screen readers see, of which Chromium says more than headless_chrome knows.
#[derive(Debug, serde::Serialize)]
struct AccessibilityTree {}

impl Method for AccessibilityTree {
    const NAME: &'static str = "Accessibility.getFullAXTree";
    type ReturnObject = Value;
}

impl Page {
    /// Runs the program of this package with these flags, and opens the page that it names last.
    ///
    /// # Panics
    /// If it fails, or writes no page, or one of 2 MB and more, or there is no browser.
    pub fn of(package: &str, flags: &[&str]) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let mut program = Command::new(env!("CARGO"));
        program.current_dir(workspace).env("LC_ALL", "C").args(["run", "--quiet", "-p", package, "--"]);
        let output =
            program.args(flags).arg("--out").arg(folder.path()).output().expect("cargo can be started");
        assert!(output.status.success(), "{package}: {}", String::from_utf8_lossy(&output.stderr));
        let printed = String::from_utf8(output.stdout).expect("programs print UTF-8");
        assert!(printed.trim_end().ends_with("index.html"), "{package} must name its page last");
        let file = folder.path().join("index.html");
        let size = fs::metadata(&file).expect("a page").len();
        assert!(size < 2_000_000, "the page has {size} bytes");

        // Chromium's sandbox does not work for root, which containers are; the page is our own.
        let options =
            LaunchOptions { sandbox: false, window_size: Some((1400, 1000)), ..LaunchOptions::default() };
        let browser =
            Browser::new(options).expect("Chromium or Chrome, which `apt-get install chromium` installs");
        let tab = browser.new_tab().expect("a tab");
        let page = Self {
            printed,
            tab,
            address: format!("file://{}", file.display()),
            problems: Arc::default(),
            _browser: browser,
            _folder: folder,
        };
        page.listen();
        page.open("en-US");
        page
    }

    fn listen(&self) {
        self.tab.enable_log().expect("messages can be listened to");
        self.tab.enable_runtime().expect("exceptions can be listened to");
        let enable = json!({});
        self.tab
            .call_method(serde_json::from_value::<Network::Enable>(enable).expect("a method"))
            .expect("requests can be listened to");
        let (problems, address) = (Arc::clone(&self.problems), self.address.clone());
        let listener = move |event: &Event| {
            let problem = match event {
                Event::LogEntryAdded(event) => format!("log: {}", event.params.entry.text),
                Event::RuntimeConsoleAPICalled(event) => format!("console: {:?}", event.params.args),
                Event::RuntimeExceptionThrown(event) => {
                    format!("exception: {:?}", event.params.exception_details)
                }
                Event::NetworkRequestWillBeSent(event) if event.params.request.url != address => {
                    format!("request: {}", event.params.request.url)
                }
                _ => return,
            };
            problems.lock().expect("no test has panicked in here").push(problem);
        };
        self.tab.add_event_listener(Arc::new(listener)).expect("a tab tells of its events");
    }

    /// Opens the page anew, in a browser whose reader prefers this language.
    pub fn open(&self, language: &str) {
        self.tab.set_user_agent("Chromium", Some(language), None).expect("a language can be preferred");
        self.tab.navigate_to(&self.address).expect("the page can be opened");
        self.tab.wait_until_navigated().expect("the page loads");
        self.wait("the page shows something", "document.querySelector('h1')?.textContent");
    }

    /// What an expression of JavaScript gives.
    ///
    /// # Panics
    /// If it throws.
    pub fn value(&self, expression: &str) -> Value {
        let text = self.tab.evaluate(&format!("JSON.stringify(({expression}) ?? null)"), false);
        let text = text.unwrap_or_else(|error| panic!("{expression}: {error}")).value;
        let text = text.unwrap_or_else(|| panic!("{expression} throws"));
        serde_json::from_str(text.as_str().expect("a string")).expect("JSON")
    }

    /// [`value`](Self::value) that is a text.
    pub fn text(&self, expression: &str) -> String {
        let value = self.value(expression);
        value.as_str().unwrap_or_else(|| panic!("{expression} is {value}")).to_string()
    }

    /// [`value`](Self::value) that is a number.
    pub fn number(&self, expression: &str) -> f64 {
        let value = self.value(expression);
        value.as_f64().unwrap_or_else(|| panic!("{expression} is {value}"))
    }

    /// Waits until an expression is true.
    ///
    /// # Panics
    /// If it is not within ten seconds.
    pub fn wait(&self, what: &str, expression: &str) {
        let start = Instant::now();
        while self.value(&format!("Boolean({expression})")) != Value::Bool(true) {
            assert!(start.elapsed() < Duration::from_secs(10), "{what}: {expression}, {:?}", self.problems());
            sleep(Duration::from_millis(20));
        }
    }

    /// Presses keys, one after the other: `Tab`, `ArrowRight`, `Home`, ` `, …
    pub fn press(&self, keys: &[&str]) {
        for key in keys {
            self.tab.press_key(key).expect("a key");
        }
    }

    /// Gives the focus to an element.
    pub fn focus(&self, selector: &str) {
        self.value(&format!("document.querySelector('{selector}').focus()"));
    }

    /// Chooses a moment on the slider, by the keyboard: `Home`, `End`, `ArrowRight`, …
    pub fn go(&self, keys: &[&str]) {
        self.focus("#moment");
        self.press(keys);
    }

    /// Makes the window this wide.
    pub fn width(&self, width: u32) {
        let size = json!({ "width": width, "height": 900, "deviceScaleFactor": 1, "mobile": false });
        let size: Emulation::SetDeviceMetricsOverride = serde_json::from_value(size).expect("a size");
        self.tab.call_method(size).expect("the window can have any size");
    }

    /// Prefers something: `prefers-reduced-motion`, `reduce`.
    pub fn prefer(&self, name: &str, value: &str) {
        let media = json!({ "features": [{ "name": name, "value": value }] });
        let media: Emulation::SetEmulatedMedia = serde_json::from_value(media).expect("a preference");
        self.tab.call_method(media).expect("anything can be preferred");
    }

    /// What the page did that no page may do.
    pub fn problems(&self) -> Vec<String> {
        self.problems.lock().expect("no test has panicked in here").clone()
    }

    /// What must hold for every page, whatever it shows. It leaves the page as if newly opened, in English.
    ///
    /// # Panics
    /// If something does not.
    pub fn is_for_everyone(&self) {
        self.is_quiet();
        self.speaks_two_languages();
        self.has_names_for_all_that_takes_the_focus();
        self.lets_the_keyboard_reach_everything();
        if self.value("document.querySelector('#moment')").is_object() {
            self.moves_by_keys();
            self.plays();
        }
        self.fits_every_window();
        self.open("en-US");
        self.is_quiet();
    }

    /// No message, no exception, no request.
    ///
    /// # Panics
    /// If there was one.
    pub fn is_quiet(&self) {
        assert_eq!(self.problems(), Vec::<String>::new());
    }

    fn speaks_two_languages(&self) {
        const LANGUAGE: &str = "document.documentElement.lang";
        const WITHOUT_HANGUL: &str = "[...document.querySelectorAll('h1, h2')].map((heading) => heading.textContent)\
             .filter((text) => !/[가-힣]/.test(text))";
        assert_eq!(self.text(LANGUAGE), "en");
        let english = self.text("document.querySelector('main').innerText.replace('한국어', '')");
        assert!(
            !english.contains(|letter| ('가'..='힣').contains(&letter)),
            "Korean on the English page: {english}"
        );
        self.value("document.querySelector('#language').click()");
        assert_eq!(self.text(LANGUAGE), "ko");
        assert_eq!(self.value(WITHOUT_HANGUL), json!([]));
        self.value("document.querySelector('#language').click()");
        assert_eq!(self.text(LANGUAGE), "en");
        assert_eq!(self.text("document.querySelector('main').innerText.replace('한국어', '')"), english);
        self.open("ko-KR");
        assert_eq!(self.text(LANGUAGE), "ko", "the browser's language decides first");
        self.open("en-US");
    }

    fn has_names_for_all_that_takes_the_focus(&self) {
        let tree = self.tab.call_method(AccessibilityTree {}).expect("a tree for screen readers");
        for node in tree["nodes"].as_array().expect("a list of nodes") {
            let role = node["role"]["value"].as_str().unwrap_or_default();
            let takes_focus = node["properties"].as_array().is_some_and(|properties| {
                properties
                    .iter()
                    .any(|property| property["name"] == "focusable" && property["value"]["value"] == true)
            });
            if takes_focus && !["RootWebArea", "generic"].contains(&role) || role == "image" {
                let name = node["name"]["value"].as_str().unwrap_or_default();
                assert!(!name.trim().is_empty(), "a screen reader has no name for {node}");
            }
        }
    }

    /// Tab comes to every control and once into every matrix, each time with a visible focus.
    fn lets_the_keyboard_reach_everything(&self) {
        const STOPS: &str = "[...document.querySelectorAll('button, select, input, summary, [tabindex=\"0\"]')]\
             .filter((stop) => !stop.disabled && stop.getClientRects().length)";
        let count = self.value(STOPS).as_array().map_or(0, Vec::len);
        self.open("en-US");
        self.value("window.reached = new Set()");
        for _ in 0..count {
            self.press(&["Tab"]);
            let outline = self.text(
                "(() => { window.reached.add(document.activeElement); const look = getComputedStyle(document.activeElement);\
                  return `${look.outlineStyle} ${look.outlineWidth}`; })()",
            );
            let on = self.text("document.activeElement.outerHTML.slice(0, 120)");
            assert!(
                !outline.starts_with("none") && !outline.ends_with(" 0px"),
                "the focus cannot be seen on {on}"
            );
        }
        let missed = self.value(&format!(
            "{STOPS}.filter((stop) => !window.reached.has(stop)).map((stop) => stop.outerHTML.slice(0, 120))"
        ));
        assert_eq!(missed, json!([]), "Tab does not come there");
    }

    fn moves_by_keys(&self) {
        const AT: &str = "Number(document.querySelector('#moment').value)";
        let last = self.number("Number(document.querySelector('#moment').max)");
        self.go(&["Home"]); // some pages begin at the end
        assert_eq!(self.number(AT), 0.0);
        self.value("document.activeElement.blur()");
        self.press(&["ArrowRight", "ArrowRight", "ArrowLeft"]);
        assert_eq!(self.number(AT), 1.0, "arrow keys move through time wherever one stands");
        let first = self.text("document.querySelector('#now').textContent");
        self.go(&["End"]);
        assert_eq!(self.number(AT), last);
        assert_ne!(self.text("document.querySelector('#now').textContent"), first);
        self.go(&["Home"]);
        assert_eq!(self.number(AT), 0.0);
    }

    fn plays(&self) {
        const AT: &str = "Number(document.querySelector('#moment').value)";
        self.value("document.activeElement.blur()");
        self.press(&[" "]);
        self.wait("space plays", &format!("{AT} > 2"));
        self.press(&[" "]);
        let at = self.number(AT);
        sleep(Duration::from_millis(300));
        assert_eq!(self.number(AT), at, "space pauses");
        self.prefer("prefers-reduced-motion", "reduce");
        self.open("en-US");
        self.focus("#play");
        self.press(&[" "]);
        sleep(Duration::from_millis(300));
        assert_eq!(self.number(AT), 0.0, "who wants no motion sees a moment for a second");
        self.wait(
            "it goes on by a tenth",
            &format!("{AT} >= Number(document.querySelector('#moment').max) / 10"),
        );
        assert_eq!(self.value("document.getAnimations().length"), json!(0));
        self.prefer("prefers-reduced-motion", "no-preference");
        self.open("en-US");
    }

    fn fits_every_window(&self) {
        for width in [360, 768, 1400, 2560] {
            self.width(width);
            self.open("en-US");
            let wide = self.number("document.documentElement.scrollWidth");
            assert!(wide <= f64::from(width), "at {width} pixels the page is {wide} wide");
        }
        self.width(1400);
    }
}
