package io.codegeneration.generation.archive;

import io.codegeneration.generation.CodeContext;
import io.codegeneration.generation.GenerationRecord;
import io.codegeneration.generation.ProblemCode;
import io.codegeneration.generation.TransientException;
import java.io.IOException;
import java.io.InputStream;

/** Turns records into bytes and back. Implementations are thread-safe. */
public interface RecordFormat {

    /** The media type of records. */
    String contentType();

    /**
     * Writes a record.
     *
     * @param contents the contents of its files, if the record itself does not show all of them; otherwise
     *     {@link Contents#NONE}
     * @param context what the job needs that the record does not show; {@link CodeContext#NONE} if nothing
     */
    byte[] write(GenerationRecord generation, Contents contents, CodeContext context);

    /** Writes a record that keeps no context. */
    default byte[] write(GenerationRecord generation, Contents contents) {
        return write(generation, contents, CodeContext.NONE);
    }

    /**
     * Reads what {@link #write(GenerationRecord, Contents, CodeContext)} wrote, of this version or an older one.
     *
     * @throws TransientException {@link ProblemCode#STORAGE_FAILED} if the bytes are no record
     */
    GenerationRecord read(byte[] bytes);

    /**
     * Reads of a record what a list shows, and skips the rest without keeping it: it takes the same memory whatever the
     * record's size.
     *
     * @throws TransientException {@link ProblemCode#STORAGE_FAILED} if the bytes are no record
     * @throws IOException if they break off
     */
    Listing.Item readItem(InputStream content) throws IOException;

    /** The contents that a record was written with. Older versions kept no explanation with them: it is then the record's. */
    Contents readContents(byte[] bytes);

    /** The context that a record was written with, or {@link CodeContext#NONE}. */
    CodeContext readContext(byte[] bytes);
}
