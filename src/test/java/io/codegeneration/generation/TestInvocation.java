package io.codegeneration.generation;

import java.util.Optional;

/** A request at hand, as a test wants it. */
public record TestInvocation(String requestId, Deadline deadline, Owner owner, String pathPrefix)
        implements Invocation {

    public static final String REQUEST_ID = "8f5a1c9e-0000-4000-8000-000000000001";

    /** A request by anybody, without a stage and without haste. */
    public static TestInvocation anonymous() {
        return new TestInvocation(REQUEST_ID, Deadline.NONE, Owner.ANONYMOUS, "");
    }

    public TestInvocation by(String principal) {
        return new TestInvocation(requestId, deadline, Owner.of(Optional.of(principal)), pathPrefix);
    }

    public TestInvocation until(Deadline end) {
        return new TestInvocation(requestId, end, owner, pathPrefix);
    }

    public TestInvocation behind(String prefix) {
        return new TestInvocation(requestId, deadline, owner, prefix);
    }

    @Override
    public Optional<Problem.FieldError> fault() {
        return Optional.empty();
    }
}
