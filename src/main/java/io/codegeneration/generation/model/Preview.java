package io.codegeneration.generation.model;

import io.codegeneration.generation.ModelName;
import io.codegeneration.generation.ProgressListener;
import io.codegeneration.generation.reply.ReasoningFilter;

/** Shows a listener the text of all calls, and knows what the listener has of it. Not thread-safe. */
final class Preview {

    private final ProgressListener listener;
    private final StringBuilder shown = new StringBuilder();
    private ReasoningFilter filter = new ReasoningFilter();
    private int calls;
    private int start;

    Preview(ProgressListener listener) {
        this.listener = listener;
    }

    /**
     * A call begins.
     *
     * @param kept the text that the call continues; the listener then has exactly this text
     */
    void begin(ModelName model, String kept) {
        int common = commonPrefix(kept);
        calls++;
        listener.attempt(calls, model, shown.codePointCount(0, common));
        shown.setLength(common);
        show(kept.substring(common));
        start = shown.length();
        filter = new ReasoningFilter();
    }

    /** A piece of the reply has arrived. */
    void add(String piece) {
        show(filter.next(piece));
    }

    /** The call has ended: shows what the filter held back, unless the preview already differs from the reply. */
    void end(String reply) {
        String sent = shown.substring(start);
        if (reply.startsWith(sent)) {
            show(reply.substring(sent.length()));
        }
    }

    /** Returns whether text of the current call was shown. */
    boolean showsText() {
        return shown.length() > start;
    }

    private void show(String text) {
        if (!text.isEmpty()) {
            shown.append(text);
            listener.text(text);
        }
    }

    private int commonPrefix(String kept) {
        int common = 0;
        int most = Math.min(shown.length(), kept.length());
        while (common < most && shown.charAt(common) == kept.charAt(common)) {
            common++;
        }
        boolean splitsCharacter = common > 0 && Character.isHighSurrogate(shown.charAt(common - 1));
        return splitsCharacter ? common - 1 : common;
    }
}
