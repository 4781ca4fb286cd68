// The case page: walking the picture, one component and one step at a time. Without it all of them are shown.
const map = document.getElementById("map");
const nodes = new Map([...map.querySelectorAll("[data-node]")].map((node) => [node.dataset.node, node]));
const panels = new Map(
    [...document.querySelectorAll("[data-component]")].map((panel) => [panel.dataset.component, panel]),
);
const steps = [...document.querySelectorAll("[data-step]")];
const stepper = document.getElementById("stepper");
const count = document.getElementById("step-count");
const back = document.getElementById("step-back");
const on = document.getElementById("step-on");
let current = 0;

// a word is explained where it first stands in a part of the page, and not again in the same part
for (const part of document.querySelectorAll(".case header, .case section, .step, .component, .control, .footing")) {
    const seen = new Set();
    for (const term of part.querySelectorAll("a.term")) {
        const word = term.getAttribute("href");
        if (term.closest(".case header, section, .step, .component, .control, .footing") === part) {
            if (seen.has(word)) {
                term.replaceWith(term.textContent);
            }
            seen.add(word);
        }
    }
}

// one component at a time
function open(id, focus) {
    for (const [name, panel] of panels) {
        panel.hidden = name !== id;
        nodes.get(name)?.classList.toggle("open", name === id);
    }
    if (focus) {
        panels.get(id)?.querySelector("h3")?.focus();
    }
}

function opened(link, event) {
    const id = link.getAttribute("href")?.match(/^#component-(.+)$/)?.[1];
    if (id && panels.has(id)) {
        event.preventDefault();
        open(id, true);
        history.replaceState(null, "", `#component-${id}`);
    }
}

document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a");
    if (link) {
        opened(link, event);
    }
});

const arrows = { ArrowUp: "up", ArrowDown: "down", ArrowLeft: "left", ArrowRight: "right" };

map.addEventListener("keydown", (event) => {
    const node = event.target.closest("[data-node]");
    const way = arrows[event.key];
    if (node && way) {
        event.preventDefault();
        event.stopPropagation();
        nodes.get(node.dataset[way])?.focus();
    }
});

for (const [id, panel] of panels) {
    panel.addEventListener("keydown", (event) => {
        if (event.key === "Escape") {
            nodes.get(id)?.focus();
        }
    });
}

// one step at a time
function show(index, focus) {
    current = Math.max(0, Math.min(steps.length - 1, index));
    steps.forEach((step, i) => {
        step.hidden = i !== current;
    });
    for (const [id, node] of nodes) {
        node.classList.toggle("lit", id === steps[current].dataset.lit);
    }
    count.textContent = `${current + 1} of ${steps.length}`;
    back.disabled = current === 0;
    on.disabled = current === steps.length - 1;
    if (focus) {
        steps[current].querySelector("h3").focus();
    }
}

back.addEventListener("click", () => show(current - 1, current === 1));
on.addEventListener("click", () => show(current + 1, current === steps.length - 2));

for (const part of [document.getElementById("steps"), stepper]) {
    part.addEventListener("keydown", (event) => {
        if (event.target.closest("pre")) {
            return;
        }
        if (event.key === "ArrowRight" || event.key === "ArrowLeft") {
            event.preventDefault();
            show(current + (event.key === "ArrowRight" ? 1 : -1), true);
        }
    });
}

// what an address names is shown, also where it lies in a step or a component
function named() {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const step = target?.closest("[data-step]");
    const panel = target?.closest("[data-component]");
    const cell = target?.querySelector?.("details");
    for (let folded = target?.closest("details"); folded; folded = folded.parentElement.closest("details")) {
        folded.open = true;
    }
    if (step) {
        show(steps.indexOf(step), true);
    }
    if (panel) {
        open(panel.dataset.component, true);
    }
    if (cell && target.matches("td")) {
        cell.open = true;
    }
}

window.addEventListener("hashchange", named);
stepper.hidden = false;
open("server", false);
show(0, false);
named();
