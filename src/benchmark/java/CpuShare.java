import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Holds processes to a share of one processor, as Lambda does: by the quota of a cgroup in periods of 20 ms. Needs the right
 * to make cgroups (root, version 1 or 2). A shell enters the group and becomes the contestant, which adds its own start.
 */
record CpuShare(Path group) implements AutoCloseable {

    private static final int PERIOD = 20_000;

    /** No limit for 1. */
    static CpuShare of(double share) throws IOException {
        if (share == 1) {
            return new CpuShare(null);
        }
        long quota = Math.round(share * PERIOD);
        boolean second = Files.exists(Path.of("/sys/fs/cgroup/cgroup.controllers"));
        Path group = Path.of(second ? "/sys/fs/cgroup/benchmark" : "/sys/fs/cgroup/cpu/benchmark");
        Files.createDirectories(group);
        if (second) {
            Files.writeString(group.resolve("cpu.max"), quota + " " + PERIOD);
        } else {
            Files.writeString(group.resolve("cpu.cfs_period_us"), Integer.toString(PERIOD));
            Files.writeString(group.resolve("cpu.cfs_quota_us"), Long.toString(quota));
        }
        return new CpuShare(group);
    }

    List<String> command(List<String> command) {
        if (group == null) {
            return command;
        }
        List<String> limited =
                new ArrayList<>(List.of("/bin/sh", "-c", "echo $$ > " + group + "/cgroup.procs; exec \"$@\"", "sh"));
        limited.addAll(command);
        return limited;
    }

    @Override
    public void close() throws IOException {
        if (group != null) {
            Files.deleteIfExists(group);
        }
    }
}
