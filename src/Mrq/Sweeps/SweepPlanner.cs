using System.Globalization;
using System.Security.Cryptography;
using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;
using Mrq.Emulator;
using Mrq.Evaluation.Datasets;
using Mrq.Evaluation.Metrics;
using Mrq.Files;
using Mrq.Formats;

namespace Mrq.Sweeps;

/// <summary>Makes units of work of models, targets and data: conversions are whole, samples are cut so that no unit holds up the sweep.</summary>
public static class SweepPlanner
{
    /// <summary>The share of all work that a unit takes at most, unless somebody says otherwise, in percent.</summary>
    public const double UsualShare = 1;

    /// <summary>Plans a sweep and writes the plan.</summary>
    /// <param name="definition">What is wanted.</param>
    /// <param name="path">Where the plan goes; the folder is what paths in it are relative to.</param>
    /// <param name="share">Percent of all work that a unit of samples takes at most.</param>
    /// <param name="failures">Gets everything that hinders the sweep.</param>
    /// <returns>The plan in numbers; null where anything hinders it, and nothing is written.</returns>
    /// <exception cref="MrqException"><see cref="MrqCodes.CannotWrite"/>.</exception>
    public static PlanSummary? Plan(SweepDefinition definition, string path, double share, ICollection<MrqException> failures)
    {
        var before = failures.Count;
        if (!(share is > 0 and <= 100))
        {
            failures.Add(new MrqException(MrqCodes.BadOption, "the share of a unit must be over 0 and up to 100 percent, such as 1."));
        }

        OutputFile.RequireWritable(path);
        var (folder, digests, models, conversions) = (Path.GetDirectoryName(Path.GetFullPath(path))!, new FileDigests(), new List<Measured>(), new List<PlannedConversion>());
        foreach (var model in definition.Models)
        {
            try
            {
                models.Add(Measure(model, folder, digests));
                conversions.AddRange(model.Schemes.Select(scheme => new PlannedConversion(models.Count - 1, scheme.Name, scheme.Definition is { } file ? digests.OfFile(file, Relative(file, folder)) : null, OutputOf(model, scheme.Name))));
            }
            catch (MrqException error)
            {
                failures.Add(error.InFile(model.Path));
            }
        }

        foreach (var twice in conversions.GroupBy(conversion => conversion.Output, StringComparer.OrdinalIgnoreCase).Where(group => group.Count() > 1))
        {
            failures.Add(new MrqException(MrqCodes.DuplicateOutput, $"two conversions of the sweep write '{SafeText.Name(twice.Key)}'; put one of the models into a folder of its own."));
        }

        var plan = new SweepPlan(SweepTool.Id, [.. models.Select(model => model.Planned)], conversions, []);
        for (var conversion = 0; conversion < conversions.Count; conversion++)
        {
            var request = SweepRequests.Of(plan, conversion, folder, folder, failures);
            _ = ConversionOrder.Read(request with { BaselineReport = null }, [], failures);
        }

        if (failures.Count > before)
        {
            return null;
        }

        plan = plan with { Units = UnitsOf(plan, models, share / 100) };
        OutputFile.Write(path, plan.Write());
        return PlanSummary.Of(plan);
    }

    /// <summary>What is read of a model: as it is planned, and what one sample takes.</summary>
    private static Measured Measure(SweepModel model, string folder, FileDigests digests)
    {
        var document = ModelFile.Read(model.Path, InputShapeOption.Parse(nameof(ConversionRequest.InputShape), model.Options.GetValueOrDefault(nameof(ConversionRequest.InputShape)) is [var shape] ? shape : null));
        RequestCheck.RequireConvertible(document);
        var planned = new PlannedModel(digests.OfFile(model.Path, Relative(model.Path, folder)), model.Options, 0)
        {
            Evaluation = [.. model.Evaluation.Select(text => digests.OfData(text, DataFile.Parse(text).At(file => Relative(file, folder)).ToString()))],
            Calibration = [.. model.Calibration.Select(text => digests.OfData(text, DataFile.Parse(text).At(file => Relative(file, folder)).ToString()))],
            Baseline = model.Baseline is { } baseline ? Relative(baseline, folder) + (baseline[^1] == '/' ? "/" : "") : null,
            Format = model.Format,
        };
        var failures = new List<MrqException>();
        var request = SweepRequests.Of(new SweepPlan("", [planned], [new PlannedConversion(0, model.Schemes[0].Name, null, "x")], []), 0, folder, folder, failures);
        if (failures.Count > 0)
        {
            throw failures[0];
        }

        return new Measured(planned with { Samples = CountOf(request.EvaluationData, request.Data with { Labels = Metric.Parse(request.Metric).Labels }, document.Graph) }, CountOf(request.CalibrationData, request.Data, document.Graph), StepsOf(document));
    }

    /// <summary>How many samples there are, read from heads and tables.</summary>
    private static int CountOf(IReadOnlyList<string> data, DatasetOptions options, QuantizedGraph graph) => data.Count == 0 ? 0 : Dataset.Load(data, options with { Range = default(SampleRange) }, graph).Count;

    /// <summary>About how many multiply-adds and other steps a sample takes; of a graph that cannot be computed, its multiply-adds.</summary>
    private static double StepsOf(ModelDocument document)
    {
        try
        {
            return CompiledGraph.Compile(document.Graph, document.Format.NativeArithmetic).Steps;
        }
        catch (MrqException)
        {
            return document.Graph.Operators.Sum(step => (double)MultiplyAdds.Of(document.Graph, step));
        }
    }

    private static IReadOnlyList<SweepUnit> UnitsOf(SweepPlan plan, IReadOnlyList<Measured> models, double share)
    {
        var total = plan.Conversions.Sum(conversion => models[conversion.Model] is var model ? UnitCost.Convert(model.Steps, model.Calibration, model.Planned.Samples) + UnitCost.Evaluate(model.Steps, model.Planned.Samples - SweepPlan.FirstRange(model.Planned.Samples).Count) : 0);
        var ranges = models.Select(model => RangesOf(model, share * total)).ToList();
        var units = new List<SweepUnit>();
        for (var number = 0; number < models.Count; number++)
        {
            if (ranges[number].Count > 0)
            {
                var (model, all) = (models[number], ranges[number].Prepend(SweepPlan.FirstRange(models[number].Planned.Samples)));
                units.Add(new SweepUnit(UnitKind.Data, IdOf(new { plan.Tool, Kind = "data", Model = Named(model.Planned.File), model.Planned.Options, Evaluation = Named(model.Planned.Evaluation), Ranges = all }), UnitCost.Data(model.Planned.Evaluation.Sum(file => file.Length))) { Model = number });
            }
        }

        for (var number = 0; number < plan.Conversions.Count; number++)
        {
            var conversion = plan.Conversions[number];
            var model = models[conversion.Model];
            var convert = new SweepUnit(
                UnitKind.Convert,
                IdOf(new { plan.Tool, Kind = "convert", Model = Named(model.Planned.File), model.Planned.Options, model.Planned.Format, Calibration = Named(model.Planned.Calibration), Evaluation = Named(model.Planned.Evaluation), conversion.Scheme, Definition = conversion.Definition?.Sha256 }),
                UnitCost.Convert(model.Steps, model.Calibration, model.Planned.Samples)) { Conversion = number };
            units.Add(convert);
            units.AddRange(ranges[conversion.Model].Select(range => new SweepUnit(UnitKind.Evaluate, IdOf(new { Kind = "evaluate", Conversion = convert.Id, Range = range }), UnitCost.Evaluate(model.Steps, range.Count)) { Conversion = number, Range = range }));
        }

        return [.. units.OrderBy(unit => unit.Stage).ThenByDescending(unit => unit.Cost)];
    }

    /// <summary>The samples behind the first ones in ranges as long as one another, none of which takes more than a bound; one sample is the least.</summary>
    private static IReadOnlyList<SampleRange> RangesOf(Measured model, double most)
    {
        var first = SweepPlan.FirstRange(model.Planned.Samples).Count;
        var rest = model.Planned.Samples - first;
        var longest = Math.Clamp(Math.Floor(most / UnitCost.Evaluate(model.Steps, 1)), 1, Math.Max(rest, 1));
        var count = (int)Math.Ceiling(rest / longest);
        return [.. Enumerable.Range(0, count).Select(place => (From: Part(place), To: Part(place + 1))).Select(range => new SampleRange(first + range.From, range.To - range.From))];
        int Part(int place) => (int)((long)rest * place / count);
    }

    /// <summary>A file as what it is called in reports, and what is in it.</summary>
    private static (string Name, string Sha256) Named(PlannedFile file) => (DataFile.Parse(file.Path).At(path => Path.GetFileName(path.TrimEnd('/'))).ToString(), file.Sha256);

    private static IReadOnlyList<(string Name, string Sha256)> Named(IReadOnlyList<PlannedFile> files) => [.. files.Select(Named)];

    private static string IdOf(object decides) => Convert.ToHexStringLower(SHA256.HashData(SweepJson.Digested(decides)));

    private static string Relative(string path, string folder) => Path.GetRelativePath(folder, Path.GetFullPath(path)).Replace(Path.DirectorySeparatorChar, '/');

    private static string OutputOf(SweepModel model, string scheme)
    {
        var extension = model.Format is { } format ? ModelContainer.Named(format).Extension : Path.GetExtension(model.Place);
        return $"{model.Place[..^Path.GetExtension(model.Place).Length]}.{scheme}{extension}";
    }

    private sealed record Measured(PlannedModel Planned, int Calibration, double Steps);
}

/// <summary>A plan in numbers.</summary>
/// <param name="Conversions">Models times targets.</param>
/// <param name="Units">Units of each stage.</param>
/// <param name="Samples">Samples that are measured, of all conversions together.</param>
/// <param name="LongestShare">The part of all work that the longest unit takes, 0 to 1.</param>
/// <param name="Longest">What that unit is.</param>
public sealed record PlanSummary(int Conversions, IReadOnlyList<(SweepStage Stage, int Count)> Units, long Samples, double LongestShare, string Longest)
{
    /// <summary>"8 conversions of 2000 samples: 10 units convert, 92 evaluate; the longest takes 0.98 % of the work".</summary>
    public string Line => string.Create(
        CultureInfo.InvariantCulture,
        $"{Conversions} conversions, {Samples} samples: {string.Join(", ", Units.Select(stage => $"{stage.Count} units {stage.Stage.ToString().ToLowerInvariant()}"))}; the longest, {Longest}, is {100 * LongestShare:F2} % of the work");

    internal static PlanSummary Of(SweepPlan plan)
    {
        var (total, longest) = (plan.Units.Sum(unit => unit.Cost), plan.Units.MaxBy(unit => unit.Cost)!);
        return new PlanSummary(
            plan.Conversions.Count,
            [.. Enum.GetValues<SweepStage>().Select(stage => (stage, plan.Units.Count(unit => unit.Stage == stage)))],
            plan.Conversions.Sum(conversion => (long)plan.Models[conversion.Model].Samples),
            total > 0 ? longest.Cost / total : 1,
            UnitNames.Of(plan, longest));
    }
}
