package io.codegeneration.lambda;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A function as its ARN names it.
 *
 * @param region where it runs. It is taken from here and not from {@code AWS_REGION}, which a developer sets for models
 *     and buckets, too: another region has no such function.
 * @param name without account and region, which are the caller's own
 * @param qualifier version or alias, where it was invoked by one
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html">Invoke</a>
 */
record FunctionName(String region, String name, Optional<String> qualifier) {

    private static final Pattern ARN = Pattern.compile(
            "arn:aws[a-z-]*:lambda:([a-z0-9-]+):[0-9]{12}:function:([a-zA-Z0-9_.-]+)(?::([$]LATEST(?:[.]PUBLISHED)?|[a-zA-Z0-9_-]+))?");

    /** The function that this ARN names, or nothing where it names none; null is none. */
    static Optional<FunctionName> of(String arn) {
        if (arn == null) {
            return Optional.empty();
        }
        Matcher parts = ARN.matcher(arn);
        return parts.matches()
                ? Optional.of(new FunctionName(parts.group(1), parts.group(2), Optional.ofNullable(parts.group(3))))
                : Optional.empty();
    }
}
