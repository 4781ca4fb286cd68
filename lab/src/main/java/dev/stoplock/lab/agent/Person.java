package dev.stoplock.lab.agent;

/** The agent's own person, who is shown one tool call and says yes or no. */
@FunctionalInterface
public interface Person {

    boolean approves(Approver.Shown shown);
}
