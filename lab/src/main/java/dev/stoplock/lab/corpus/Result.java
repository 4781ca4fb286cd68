package dev.stoplock.lab.corpus;

/** One judged step of a play, beside what the case says of it. */
record Result(String corpusCase, Play play, int number, Step.Judged step, Got got) {

    boolean isRight() {
        return step.expected().isMetBy(got);
    }

    Play.Counted counted() {
        return Play.counted(step.expected());
    }

    /** An attack that was let go. */
    boolean isMiss() {
        return counted() == Play.Counted.MUST_BE_DENIED && got.denied() == null;
    }

    /** Something honest that was denied. */
    boolean isFalseDenial() {
        return counted() == Play.Counted.HONEST && got.denied() != null;
    }

    String line() {
        return corpusCase
                + " · "
                + (play.side() == Play.Side.ATTACK ? "attack " : "twin ")
                + play.name()
                + " · "
                + number
                + " "
                + step.label()
                + " · expected "
                + step.expected()
                + " · got "
                + (isRight() ? shortly() : got.toString())
                + " · "
                + (isRight() ? "ok" : "WRONG");
    }

    private String shortly() {
        return got.denied() == null ? "allow" : "deny " + got.denied();
    }
}
