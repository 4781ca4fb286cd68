package dev.stoplock.gate.console;

import dev.stoplock.gate.report.casefile.CaseView;

/** Where the console shows what a case refers to; {@code run} is the address of the shown run. */
record CaseLinks(String of, String run) implements CaseView.Links {

    @Override
    public String record(long index) {
        return run + "/records/" + index;
    }

    @Override
    public String file(String name) {
        return run + "/files/" + name;
    }

    @Override
    public String measured(String its, long index) {
        return of + "/measured/" + its + "/records/" + index;
    }

    @Override
    public String measuredFile(String its, String name) {
        return of + "/measured/" + its + "/files/" + name;
    }
}
