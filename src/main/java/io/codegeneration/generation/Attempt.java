package io.codegeneration.generation;

/**
 * One call of a model for a generation.
 *
 * @param model the model as answers show it
 * @param outcome {@code succeeded}, {@code truncated}, {@code parameter-rejected} or the code of a problem
 * @param milliseconds how long the call took
 * @param firstTextMilliseconds the time to the first text, reasoning not counted; null if there was none
 */
public record Attempt(String model, String outcome, long milliseconds, Long firstTextMilliseconds) {

    public static final String SUCCEEDED = "succeeded";
    public static final String PARAMETER_REJECTED = "parameter-rejected";
    public static final String TRUNCATED = "truncated";
}
