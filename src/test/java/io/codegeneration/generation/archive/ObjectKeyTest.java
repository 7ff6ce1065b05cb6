package io.codegeneration.generation.archive;

import static org.assertj.core.api.Assertions.assertThat;

import io.codegeneration.generation.AnyText;
import io.codegeneration.generation.GenerationId;
import io.codegeneration.generation.Owner;
import io.codegeneration.generation.Slug;
import io.codegeneration.generation.reply.TestNames;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class ObjectKeyTest {

    private static final GenerationId ID = new GenerationId("20261122T101530123Z-k3v9q2w8");
    private static final Slug SLUG = Slug.of("implement binary search");
    private static final int LONGEST_KEY = 1_024;

    @Test
    void namesTheOneFileByIdAndSlug() {
        assertThat(ObjectKey.ofOnlyFile(ID, SLUG.value() + ".py"))
                .hasToString("code-output/20261122T101530123Z-k3v9q2w8-implement_binary_search.py");
    }

    @Test
    void putsSeveralFilesIntoAFolder() {
        assertThat(ObjectKey.ofFile(ID, SLUG, "src/main.py"))
                .hasToString("code-output/20261122T101530123Z-k3v9q2w8-implement_binary_search/src/main.py");
    }

    @Test
    void namesARecordByOwnerReversedTimeAndId() {
        assertThat(ObjectKey.ofRecord(Owner.ANONYMOUS, ID))
                .hasToString("generations/anonymous/8204657469876-20261122T101530123Z-k3v9q2w8.json");
    }

    @Property
    void filesStayUnderTheirPrefix(@ForAll("texts") String instruction, @ForAll("names") String name) {
        Slug slug = Slug.of(instruction);

        assertUnder("code-output", ObjectKey.ofOnlyFile(ID, slug.value() + ".py"));
        TestNames.clean(name).ifPresent(clean -> assertUnder("code-output", ObjectKey.ofFile(ID, slug, clean)));
    }

    @Property
    void recordsStayUnderTheirOwner(@ForAll("texts") String principal) {
        Owner owner = Owner.of(Optional.of(principal));

        assertUnder("generations/" + owner.value(), ObjectKey.ofRecord(owner, ID));
    }

    private static void assertUnder(String folder, ObjectKey key) {
        assertThat(key.value()).startsWith(folder + "/");
        assertThat(key.value().getBytes(StandardCharsets.UTF_8)).hasSizeLessThanOrEqualTo(LONGEST_KEY);
        assertThat(Path.of(key.value()).normalize()).isEqualTo(Path.of(key.value()));
    }

    @Provide
    Arbitrary<String> texts() {
        return AnyText.unicode();
    }

    @Provide
    Arbitrary<String> names() {
        return AnyText.fileNames();
    }
}
