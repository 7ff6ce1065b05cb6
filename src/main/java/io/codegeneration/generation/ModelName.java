package io.codegeneration.generation;

/**
 * The name of a model as callers see it.
 *
 * @param value a model id, or the last path segment of an ARN, since the rest of an ARN names an account
 */
public record ModelName(String value) {

    /** The name of the model with this id or ARN. */
    public static ModelName of(String model) {
        return new ModelName(model.startsWith("arn:") ? model.substring(model.lastIndexOf('/') + 1) : model);
    }

    @Override
    public String toString() {
        return value;
    }
}
