package io.codegeneration.generation;

/** Turns records into bytes and back. Implementations are thread-safe. */
public interface RecordFormat {

    /** The media type of what {@link #write} gives. */
    String contentType();

    byte[] write(GenerationRecord generation);

    /**
     * Reads what {@link #write} wrote, of this version or an older one.
     *
     * @throws TransientException {@link ProblemCode#STORAGE_FAILED} where the bytes are no record
     */
    GenerationRecord read(byte[] bytes);
}
