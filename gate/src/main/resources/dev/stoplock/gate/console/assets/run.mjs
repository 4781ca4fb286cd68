// Follows a run: each line comes as pieces of plain text and becomes text nodes, never markup.
const log = document.getElementById("log");
const following = document.getElementById("following");

function piece(part) {
    if (part.text !== undefined) {
        return document.createTextNode(part.text);
    }
    const span = document.createElement("span");
    if (part.unseen !== undefined) {
        span.className = "unseen";
        span.title = part.name;
        span.textContent = part.unseen;
        return span;
    }
    span.className = "domain";
    const other = document.createElement("span");
    other.className = "other";
    other.textContent = ` (${part.other})`;
    span.append(part.domain, other);
    return span;
}

function add(parts) {
    const item = document.createElement("li");
    const foreign = document.createElement("bdi");
    foreign.className = "foreign";
    foreign.append(...parts.map(piece));
    item.append(foreign);
    log.append(item);
    const box = log.parentElement;
    box.scrollTop = box.scrollHeight;
}

function ended(sentence) {
    source.close();
    following.textContent = sentence;
    htmx.trigger("#outcome", "run-ended");
}

// the page was written with the lines there were: only what came after is asked for
let seen = log.children.length;
const source = new EventSource(log.dataset.events);
source.addEventListener("line", (event) => {
    if (Number(event.lastEventId) >= seen) {
        seen = Number(event.lastEventId) + 1;
        add(JSON.parse(event.data));
    }
});
source.addEventListener("end", () => ended("The run has ended."));
source.addEventListener("closed", () => {
    source.close();
    following.textContent = "You are not signed in any more, or the gate stopped: nothing further is shown.";
});
source.addEventListener("error", () => {
    if (source.readyState === EventSource.CLOSED) {
        ended("The lines ended.");
    }
});
