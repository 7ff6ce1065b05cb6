package io.codegeneration.bedrock;

/**
 * Names of cross-region inference profiles: the id of a model, with a prefix for the geography of the caller.
 *
 * @see <a href="https://docs.aws.amazon.com/bedrock/latest/userguide/inference-profiles-support.html">Supported regions
 *     and models for inference profiles</a>
 */
final class InferenceProfiles {

    private static final String ANYWHERE = "global.";

    private InferenceProfiles() {}

    /** Returns the prefix for a region, such as {@code us.}; {@code global.} if the region has none. */
    static String prefix(String region) {
        if (region.startsWith("us-gov-")) {
            return "us-gov.";
        }
        return switch (region.replaceFirst("-.*", "")) {
            case "us", "ca" -> "us.";
            case "eu" -> "eu.";
            case "ap" -> asia(region);
            default -> ANYWHERE;
        };
    }

    private static String asia(String region) {
        return switch (region) {
            case "ap-northeast-1", "ap-northeast-3" -> "jp.";
            case "ap-southeast-2", "ap-southeast-4" -> "au.";
            default -> "apac.";
        };
    }
}
