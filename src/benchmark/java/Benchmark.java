import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Measures this program beside its peers: see README.md. */
final class Benchmark {

    private static final int THOUSAND = 1000;

    /** Streams of each contestant before the first counted one. */
    private static final int UNCOUNTED = 5;

    private final Options options;
    private final Certificates certificates;
    private final List<Contestant> contestants;
    private final Report report;

    private Benchmark(Options options) throws Exception {
        this.options = options;
        certificates =
                Certificates.make(Path.of("target/benchmark/certificates").toAbsolutePath());
        contestants = Contestant.all(options, certificates);
        report = new Report(options);
    }

    public static void main(String[] arguments) throws Exception {
        if (arguments.length > 0 && arguments[0].matches("-h|--help|help")) {
            System.out.println(Options.HELP);
            return;
        }
        Benchmark benchmark = new Benchmark(Options.parse(arguments));
        switch (benchmark.options.mode()) {
            case "load", "stream-load" -> benchmark.load();
            case "idle" -> benchmark.idle();
            case "stream" -> benchmark.stream();
            default -> benchmark.cold();
        }
        benchmark.report.finish();
        // Threads of closed servers may still be about to end.
        System.exit(0);
    }

    private Aws servers() throws Exception {
        return new Aws(certificates, options.latency(), options.distance(), options.pause());
    }

    private void cold() throws Exception {
        Map<Contestant, Figures> measured = new LinkedHashMap<>();
        contestants.forEach(contestant -> measured.put(contestant, new Figures()));
        try (Aws aws = servers();
                CpuShare share = CpuShare.of(options.cpu())) {
            for (int round = 0; round < options.starts(); round++) {
                for (Contestant contestant : contestants) {
                    // Pages that the kernel took back in idle time make the first start of any binary an outlier.
                    start(contestant, aws, share, new Figures(), 1);
                    start(contestant, aws, share, measured.get(contestant), options.calls());
                }
                System.out.print(".");
            }
        }
        describeCold(measured);
        report.plot(measured);
    }

    private void start(Contestant contestant, Aws aws, CpuShare share, Figures figures, int calls) throws Exception {
        try (Run run = new Run(contestant, aws, certificates, share, options)) {
            double first = run.checkedAnswer();
            int handshakes = run.handshakesAfterNext();
            figures.add("toFirstNext", run.toFirstNext());
            figures.add("firstCall", first);
            figures.add("cold", run.toFirstNext() + first);
            figures.add("handshakesBeforeNext", run.handshakesBeforeNext());
            figures.add("rssAfterFirst", run.resident());
            figures.add("cpuToFirstAnswer", run.cpu());
            figures.add("pageFaultsToFirstAnswer", run.pageFaults());
            List<Double> warm = new ArrayList<>();
            for (int call = 1; call < calls; call++) {
                warm.add(run.call());
            }
            warm.forEach(time -> figures.add("warm", time));
            if (!warm.isEmpty()) {
                figures.add("warmOfStart", Figures.percentile(warm, 50));
            }
            figures.add("handshakesAfterNext", Math.max(handshakes, run.handshakesAfterNext()));
            figures.add("rssAfterCalls", run.resident());
            if (aws.takeModelCalls() != calls) {
                throw new IllegalStateException("the model was not asked once a call");
            }
        } catch (Exception e) {
            throw new IllegalStateException(
                    contestant.name() + " failed, see target/benchmark/" + contestant.id() + ".log", e);
        }
    }

    private void describeCold(Map<Contestant, Figures> measured) throws Exception {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of(
                "",
                "to first `/next`",
                "first call",
                "cold",
                "cold p90, p99",
                "warm",
                "warm p90, p99",
                "first call / warm",
                "CPU, page faults to first answer",
                "RSS after 1 / " + options.calls() + " calls",
                "handshakes before / after `/next`",
                "size"));
        Map<String, Object> json = new LinkedHashMap<>();
        measured.forEach((contestant, figures) -> {
            double warm = figures.median("warm");
            rows.add(Report.row(
                    contestant.name(),
                    figures.median("toFirstNext"),
                    figures.median("firstCall"),
                    "**" + Report.number(figures.median("cold")) + "**",
                    Report.number(figures.percentile("cold", 90)) + ", "
                            + Report.number(figures.percentile("cold", 99)),
                    warm,
                    Report.number(figures.percentile("warm", 90)) + ", "
                            + Report.number(figures.percentile("warm", 99)),
                    figures.median("firstCall") / warm,
                    Report.number(figures.median("cpuToFirstAnswer")) + ", "
                            + Math.round(figures.median("pageFaultsToFirstAnswer")),
                    Math.round(figures.median("rssAfterFirst")) + " / " + Math.round(figures.median("rssAfterCalls")),
                    Math.round(figures.median("handshakesBeforeNext")) + " / "
                            + Math.round(figures.median("handshakesAfterNext")),
                    contestant.id().equals("python") ? "" : Math.round(size(contestant.artefact()) / 1e6) + " MB"));
            json.put(contestant.name(), figures.summary());
        });
        report.put("contestants", json);
        report.table(rows);
        ratios(measured);
    }

    private void ratios(Map<Contestant, Figures> measured) {
        Map<String, Figures> byId = byId(measured);
        Figures own = byId.get("this");
        if (own == null) {
            return;
        }
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("this program's", "ratio"));
        byId.forEach((id, figures) -> {
            if (figures != own) {
                rows.add(Report.row("cold / " + id + "'s", own.median("cold") / figures.median("cold")));
            }
        });
        rows.add(Report.row("first call / median warm call", own.median("firstCall") / own.median("warm")));
        if (byId.containsKey("bare")) {
            rows.add(Report.row(
                    "warm / bare's", own.median("warm") / byId.get("bare").median("warm")));
        }
        report.table(rows);
    }

    private static Map<String, Figures> byId(Map<Contestant, Figures> measured) {
        Map<String, Figures> byId = new LinkedHashMap<>();
        measured.forEach((contestant, figures) -> byId.put(contestant.id(), figures));
        return byId;
    }

    private static long size(Path artefact) {
        return artefact.toFile().length();
    }

    private void load() throws Exception {
        List<List<String>> medians = new ArrayList<>();
        List<List<String>> memory = new ArrayList<>();
        List<String> head = new ArrayList<>(List.of(""));
        for (int thousand = 1; thousand <= options.calls() / THOUSAND; thousand++) {
            head.add(Integer.toString(thousand));
        }
        medians.add(head);
        memory.add(head);
        Map<String, Object> json = new LinkedHashMap<>();
        try (Aws aws = servers();
                CpuShare share = CpuShare.of(options.cpu())) {
            for (Contestant contestant : contestants) {
                List<String> times = Report.row(contestant.name());
                List<String> resident = Report.row(contestant.name());
                List<Object> thousands = new ArrayList<>();
                try (Run run = new Run(contestant, aws, certificates, share, options)) {
                    run.checkedAnswer();
                    for (int done = 0; done + THOUSAND <= options.calls(); done += THOUSAND) {
                        Figures figures = new Figures();
                        for (int call = 0; call < THOUSAND; call++) {
                            figures.add("warm", run.call());
                        }
                        figures.add("rss", run.resident());
                        times.add(Report.spread(figures, "warm"));
                        resident.add(Report.number(run.resident()));
                        thousands.add(figures.summary());
                    }
                    json.put(contestant.name(), thousands);
                    System.out.println(
                            contestant.name() + ": " + run.handshakesAfterNext() + " handshakes after the first /next");
                }
                medians.add(times);
                memory.add(resident);
            }
        }
        report.put("thousands", json);
        report.paragraph("Warm calls by the thousand: median (p90, p99), ms");
        report.table(medians);
        report.paragraph("Memory after each thousand, MB");
        report.table(memory);
    }

    /** Every contestant runs all the time and is called in turn, so that changes of the machine's speed affect all of them. */
    private void stream() throws Exception {
        Map<Contestant, Figures> measured = new LinkedHashMap<>();
        Map<Contestant, Run> runs = new LinkedHashMap<>();
        try (Aws aws = servers();
                CpuShare share = CpuShare.of(options.cpu())) {
            try {
                for (Contestant contestant : contestants) {
                    Run run = new Run(contestant, aws, certificates, share, options);
                    runs.put(contestant, run);
                    measured.put(contestant, new Figures());
                    run.checkedAnswer();
                }
                for (int call = 0; call < options.calls() + UNCOUNTED; call++) {
                    for (Contestant contestant : contestants) {
                        Figures figures = call < UNCOUNTED ? new Figures() : measured.get(contestant);
                        stream(runs.get(contestant), figures);
                    }
                }
            } finally {
                for (Run run : runs.values()) {
                    run.close();
                }
            }
        }
        describeStreams(measured);
    }

    private static void stream(Run run, Figures figures) throws Exception {
        Run.StreamTimes times = run.stream();
        List<Double> pieces = times.pieces();
        figures.add("firstByte", times.firstByte());
        figures.add("firstPiece", pieces.get(0));
        figures.add("lastPiece", pieces.get(pieces.size() - 1));
        figures.add("largestDelay", Collections.max(pieces));
        pieces.forEach(delay -> figures.add("piece", delay));
        figures.add("end", times.end());
        figures.add("textEvents", times.events());
        figures.add("rss", run.resident());
    }

    private void describeStreams(Map<Contestant, Figures> measured) {
        Map<String, String> columns = new LinkedHashMap<>();
        columns.put("firstByte", "first byte");
        columns.put("firstPiece", "first piece");
        columns.put("lastPiece", "last piece");
        columns.put("largestDelay", "largest of a stream");
        columns.put("piece", "all pieces");
        columns.put("end", "end");
        List<String> head = new ArrayList<>(List.of(""));
        head.addAll(columns.values());
        head.addAll(List.of("text events", "RSS, MB"));
        List<List<String>> rows = new ArrayList<>(List.of(head));
        Map<String, Object> json = new LinkedHashMap<>();
        measured.forEach((contestant, figures) -> {
            List<String> row = Report.row(contestant.name());
            columns.keySet().forEach(figure -> row.add(Report.spread(figures, figure)));
            row.addAll(Report.row(figures.median("textEvents"), figures.median("rss")));
            rows.add(row);
            json.put(contestant.name(), figures.summary());
        });
        report.put("contestants", json);
        report.paragraph("Delays of " + options.calls() + " streams: median (p90, p99), ms");
        report.table(rows);
        Map<String, Figures> byId = byId(measured);
        if (!byId.containsKey("this")) {
            return;
        }
        Figures own = byId.get("this");
        List<List<String>> ratios = new ArrayList<>();
        ratios.add(List.of("this program's", "ratio"));
        if (byId.containsKey("go")) {
            columns.forEach((figure, name) -> ratios.add(Report.row(
                    name + " / Go's", own.median(figure) / byId.get("go").median(figure))));
        }
        ratios.add(Report.row("last piece / first piece", own.median("lastPiece") / own.median("firstPiece")));
        report.table(ratios);
    }

    private void idle() throws Exception {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of(
                "",
                "warm",
                "closed, ms",
                "model calls",
                "frozen while closed, ms",
                "model calls",
                "cut, ms",
                "model calls"));
        Map<String, Object> json = new LinkedHashMap<>();
        try (Aws aws = servers();
                CpuShare share = CpuShare.of(options.cpu())) {
            for (Contestant contestant : contestants) {
                Figures figures = new Figures();
                try (Run run = new Run(contestant, aws, certificates, share, options)) {
                    run.checkedAnswer();
                    for (int round = 0; round < options.starts(); round++) {
                        idle(run, aws, figures);
                    }
                }
                List<String> row = Report.row(contestant.name(), figures.median("warm"));
                for (String kind : List.of("closed", "frozen", "cut")) {
                    row.add(Report.spread(figures, kind));
                    row.add(Report.number(figures.percentile(kind + "Calls", 100)));
                }
                rows.add(row);
                json.put(contestant.name(), figures.summary());
            }
        }
        report.put("contestants", json);
        report.paragraph(
                "The next call after the servers closed idle connections: median (p90, p99); model calls is the most of "
                        + options.starts()
                        + " rounds. Closed: the close has arrived. Frozen: the process is stopped, connections are"
                        + " closed, and it goes on with the next call. Cut: the server reads the request and closes without an answer.");
        report.table(rows);
    }

    private static void idle(Run run, Aws aws, Figures figures) throws Exception {
        for (int call = 0; call < 20; call++) {
            figures.add("warm", run.call());
        }
        aws.takeModelCalls();
        aws.dropConnections();
        Thread.sleep(50);
        measure(run, aws, figures, "closed");
        run.signal("STOP");
        aws.dropConnections();
        Thread.sleep(50);
        run.offer();
        run.signal("CONT");
        figures.add("frozen", run.checkedAnswer());
        figures.add("frozenCalls", aws.takeModelCalls());
        aws.cutNext();
        measure(run, aws, figures, "cut");
    }

    private static void measure(Run run, Aws aws, Figures figures, String kind) throws Exception {
        run.offer();
        figures.add(kind, run.checkedAnswer());
        figures.add(kind + "Calls", aws.takeModelCalls());
    }
}
