// What every page gets. Each part improves something that works without it.
import "htmx.org";
import { copies } from "./copy";
import { countdowns } from "./countdown";
import { dialogs, menus, toasts } from "./dialog";
import { forms } from "./form";
import { locates } from "./locate";
import { nearby } from "./nearby";
import { photos } from "./photo";
import { redactions } from "./redact";

document.documentElement.classList.add("scripted");
copies();
countdowns();
dialogs();
menus();
toasts();
forms();
locates();
nearby();
photos();
redactions();
