// Takes the secret out of the link's fragment, which browsers never send, and leaves the rest to one press of a button.
const field = document.getElementById("secret");
const said = document.getElementById("said");

function take() {
    const secret = location.hash.slice(1);
    if (!field || !/^[A-Za-z0-9_-]{16,64}$/.test(secret)) {
        return;
    }
    field.value = secret;
    // it must not stay in the address bar or the history
    history.replaceState(null, "", location.pathname);
    said.textContent = "This link opens the console once. Press Enter to use it.";
    document.getElementById("enter").focus();
}

take();
addEventListener("hashchange", take);
