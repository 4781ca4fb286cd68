package dev.stoplock.gate.egress;

import dev.stoplock.core.contract.Contract;
import dev.stoplock.core.contract.DefaultContract;
import dev.stoplock.core.contract.IssuedSecrets;
import dev.stoplock.core.contract.StartAndCalls;
import dev.stoplock.core.effect.Adapters;
import dev.stoplock.core.effect.EffectReader;
import dev.stoplock.core.model.ServerPolicy;
import dev.stoplock.core.policy.Judge;
import dev.stoplock.core.policy.Policy;
import dev.stoplock.core.wire.http1.Http1Requests;
import dev.stoplock.core.wire.http1.RequestReader;
import java.util.function.IntFunction;

/**
 * The deciding stages an exchange passes, in their order: what do the bytes say, what would they
 * do, what explains it, does it leave. A test puts one in that fails.
 */
public record Stages(
        IntFunction<RequestReader> wire,
        EffectReader adapters,
        Contracts contracts,
        Policies policies) {

    public static final Stages REAL =
            new Stages(Http1Requests::asking, Adapters::read, Stages::contract, Judge::new);

    /** What was learned of a server's start and tools, above the default contract. */
    public static Contract contract(ServerPolicy policy, IssuedSecrets secrets) {
        return StartAndCalls.of(new DefaultContract(policy, secrets), policy);
    }

    /** Makes the contract that holds for one server. */
    public interface Contracts {
        Contract of(ServerPolicy policy, IssuedSecrets secrets);
    }

    /** Makes the policy of one server. */
    public interface Policies {
        Policy of(ServerPolicy policy, Contract contract);
    }

    Policy policy(ServerPolicy policy, IssuedSecrets secrets) {
        return policies.of(policy, contracts.of(policy, secrets));
    }
}
