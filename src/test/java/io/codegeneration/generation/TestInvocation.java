package io.codegeneration.generation;

import java.util.Optional;

/** Invocations as tests want them. */
public final class TestInvocation {

    public static final String REQUEST_ID = "8f5a1c9e-0000-4000-8000-000000000001";

    private TestInvocation() {}

    /** An anonymous request without a stage and without a deadline. */
    public static Invocation anonymous() {
        return of(Deadline.NONE, Owner.ANONYMOUS, "", Optional.empty());
    }

    /** An anonymous request in a function that was invoked by this ARN. */
    public static Invocation in(String functionArn) {
        return of(Deadline.NONE, Owner.ANONYMOUS, "", Optional.ofNullable(functionArn));
    }

    public static Invocation by(String principal, Invocation invocation) {
        return of(
                invocation.deadline(),
                Owner.of(Optional.of(principal)),
                invocation.pathPrefix(),
                invocation.functionArn());
    }

    public static Invocation until(Deadline end, Invocation invocation) {
        return of(end, invocation.owner(), invocation.pathPrefix(), invocation.functionArn());
    }

    public static Invocation behind(String prefix, Invocation invocation) {
        return of(invocation.deadline(), invocation.owner(), prefix, invocation.functionArn());
    }

    private static Invocation of(Deadline end, Owner owner, String prefix, Optional<String> functionArn) {
        return new Invocation(
                REQUEST_ID, end, Optional.of(owner), prefix, functionArn, Optional.empty(), Optional.empty(), false);
    }
}
