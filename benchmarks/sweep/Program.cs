using System.CommandLine;
using System.Globalization;
using Mrq.Sweeps;
using Mrq.SweepSchedule;

// Simulates the schedule of a large sweep from the times of one that has run: dotnet run -c Release -- --plan plan.json --start 0.2 --merge 0.1
var plan = new Option<string>("--plan") { Description = "The plan of a sweep that has run.", Required = true };
var results = new Option<string?>("--results") { Description = "Where its results are." };
var start = new Option<double>("--start") { Description = "Seconds that 'mrq sweep run' takes for a unit whose result is there.", Required = true };
var merge = new Option<double>("--merge") { Description = "Seconds of 'mrq sweep merge' for each conversion.", Required = true };
var (models, targets, samples) = (Count("--models", 50), Count("--targets", 20), Count("--samples", 50_000));
var perSample = new Option<double>("--sample-seconds") { Description = "Seconds of a sample through source and target, in the mean of all models.", DefaultValueFactory = _ => 0.008 };
var command = new RootCommand("Simulates schedules of a sweep from measured times of units.") { plan, results, start, merge, models, targets, samples, perSample };
command.SetAction(parsed =>
{
    var measured = Measured.Of(SweepStatus.Of(parsed.GetValue(plan)!, parsed.GetValue(results)), parsed.GetValue(start), parsed.GetValue(merge));
    Write($"measured: {1000 * measured.Sample:F2} ms a sample, {measured.Conversion:F2} s a conversion ({measured.SamplesPerConversion:F0} samples), {1e-9 / measured.PerSample:F1} G of cost a second in samples, {1e-9 / measured.PerConversion:F1} in conversions, {measured.Data:F2} s the data of a model");
    foreach (var share in (ReadOnlySpan<double>)[0.01, 0.001, 0.0001])
    {
        var scenario = Scenario.Of(measured, parsed.GetValue(models), parsed.GetValue(targets), parsed.GetValue(samples), parsed.GetValue(perSample), share);
        Write($"units of at most {100 * share} %: {scenario.Units} units, the longest {100 * scenario.Longest:F3} % of the work");
        foreach (var workers in (ReadOnlySpan<int>)[1, 8, 64, 1024])
        {
            Tell(Schedule.Of(scenario, workers));
        }

        // The first count of workers, in steps of a tenth, that computes for less than four fifths of its time.
        for (var workers = 64; workers < 1 << 17; workers += workers / 10)
        {
            if (Schedule.Of(scenario, workers) is { Efficiency: < 0.8 } first)
            {
                Write($"under 80 % from {workers} workers on:");
                Tell(first);
                break;
            }
        }
    }
});
return command.Parse(args).Invoke();

static Option<int> Count(string name, int usual) => new(name) { Description = "How many.", DefaultValueFactory = _ => usual };

static void Tell(Schedule schedule) =>
    Write($"  {schedule.Workers,6} workers: {schedule.Seconds / 3600,8:F2} h, efficiency {100 * schedule.Efficiency,5:F1} %, most of the rest is {schedule.Bound}");

static void Write(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
