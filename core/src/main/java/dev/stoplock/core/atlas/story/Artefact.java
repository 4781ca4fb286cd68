package dev.stoplock.core.atlas.story;

/** A kind of thing that a run leaves behind and a step shows; the thing itself is the run's. */
public enum Artefact {
    CLIENT_CONFIGURATION("the client's configuration"),
    MAILS_BEFORE("the mails before the update"),
    TREE_DIFF("what changed between the two versions"),
    CALL("the agent's call"),
    APPROVAL_PROMPT("what the person was shown"),
    REQUEST("the request to the mail company"),
    REPLY("the tool's reply"),
    AGENT_LOG("the agent's own log"),
    VERDICT("the gate's verdict and its proof"),
    REGISTRY_ANSWER("the registry's answer"),
    STRANGER_MAILBOX("the stranger's mailbox"),
    TRUTH_TABLE("what each control did, measured");

    private final String title;

    Artefact(String title) {
        this.title = title;
    }

    public String title() {
        return title;
    }
}
