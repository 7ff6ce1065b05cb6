package io.codegeneration.api;

import io.codegeneration.generation.Deadline;
import io.codegeneration.generation.Invocation;
import io.codegeneration.generation.Owner;
import io.codegeneration.generation.Problem;
import java.util.Optional;

/** An invocation that other threads can read. */
record InvocationCopy(String requestId, Deadline deadline, Owner owner, String pathPrefix) implements Invocation {

    InvocationCopy(Invocation invocation) {
        this(invocation.requestId(), invocation.deadline(), invocation.owner(), invocation.pathPrefix());
    }

    @Override
    public Optional<Problem.FieldError> fault() {
        return Optional.empty();
    }
}
