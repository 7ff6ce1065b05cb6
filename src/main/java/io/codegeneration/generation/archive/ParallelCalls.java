package io.codegeneration.generation.archive;

import io.codegeneration.generation.CodeGenerationException;
import io.codegeneration.generation.ProblemCode;
import io.codegeneration.generation.TransientException;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/** Calls the store side by side. A failed call does not stop the others. */
@ApplicationScoped
class ParallelCalls {

    private final ExecutorService executor;

    ParallelCalls(ExecutorService executor) {
        this.executor = executor;
    }

    <T> CompletableFuture<T> start(Supplier<T> call) {
        return CompletableFuture.supplyAsync(call, executor);
    }

    /**
     * Makes a call for each item and returns the results in the order of the items.
     *
     * @throws CodeGenerationException the first failure, after all calls have ended
     */
    <T, R> List<R> map(List<T> items, Function<T, R> call) {
        List<CompletableFuture<R>> calls =
                items.stream().map(item -> start(() -> call.apply(item))).toList();
        firstFailure(calls).ifPresent(failure -> {
            throw failure;
        });
        return calls.stream().map(CompletableFuture::join).toList();
    }

    <T> void forEach(List<T> items, Consumer<T> call) {
        map(items, item -> {
            call.accept(item);
            return true;
        });
    }

    /** Waits for all calls and returns the first failure. */
    static Optional<RuntimeException> firstFailure(List<? extends CompletableFuture<?>> calls) {
        RuntimeException first = null;
        for (CompletableFuture<?> call : calls) {
            try {
                call.join();
            } catch (CompletionException e) {
                first = first != null ? first : failure(e.getCause());
            }
        }
        return Optional.ofNullable(first);
    }

    private static RuntimeException failure(Throwable cause) {
        if (cause instanceof Error error) {
            throw error;
        }
        return cause instanceof CodeGenerationException e
                ? e
                : new TransientException(ProblemCode.STORAGE_FAILED, "The code could not be stored.", cause);
    }
}
