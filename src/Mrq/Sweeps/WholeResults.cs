using Mrq.Core.Diagnostics;

namespace Mrq.Sweeps;

/// <summary>All results of a plan as a merge needs them, and what is wrong where one is missing, another's, or of other samples than the data of the plan.</summary>
/// <param name="plan">The plan.</param>
/// <param name="results">Where results are.</param>
internal sealed class WholeResults(SweepPlan plan, ResultFolder results)
{
    private readonly ILookup<int, SweepUnit> _byConversion = plan.Units.Where(unit => unit.Kind != UnitKind.Data).ToLookup(unit => unit.Conversion);
    private readonly Dictionary<int, SweepUnit> _data = plan.Units.Where(unit => unit.Kind == UnitKind.Data).ToDictionary(unit => unit.Model);

    /// <summary>What keeps a conversion from being merged; none where nothing does.</summary>
    public IReadOnlyList<MrqException> WrongOf(int conversion)
    {
        if (Wrong(ConvertUnit(conversion), out var own) is { } wrong)
        {
            return [wrong];
        }

        if (own!.LeavesNothing)
        {
            return [];
        }

        var errors = new List<MrqException>();
        var data = DataUnit(conversion);
        var ranges = plan.RangesOf(plan.Conversions[conversion].Model).ToList();
        var read = Wrong(data, out _) is { } without ? null : results.Find(data).Result?.Record<DataDigests>(UnitParts.Data, results.PathOf(data));
        errors.AddRange(read is null && Wrong(data, out _) is { } missing ? [missing] : []);
        foreach (var unit in _byConversion[conversion])
        {
            var range = unit.Kind == UnitKind.Convert ? 0 : ranges.IndexOf(unit.Range);
            if (Wrong(unit, out var head) is { } error)
            {
                errors.Add(error);
            }
            else if (read is not null && (range < 0 || range >= read.Ranges.Count || read.Ranges[range] != head!.Samples))
            {
                errors.Add(new MrqException(MrqCodes.SweepInputChanged, $"{UnitNames.Of(plan, unit)} was measured on other samples than the plan's; remove the result and run the unit again.", new MrqPlace(results.PathOf(unit))));
            }
        }

        return errors;
    }

    /// <summary>What a conversion is told by.</summary>
    /// <exception cref="MrqException">A result is missing or damaged.</exception>
    public ConversionResults Of(int conversion)
    {
        var convert = ConvertUnit(conversion);
        var own = Found(convert);
        return own.Head.LeavesNothing
            ? new ConversionResults(own, results.PathOf(convert), own, results.PathOf(convert), [])
            : new ConversionResults(own, results.PathOf(convert), Found(DataUnit(conversion)), results.PathOf(DataUnit(conversion)), _byConversion[conversion].Where(unit => unit.Kind == UnitKind.Evaluate).Select(unit => (Found(unit), results.PathOf(unit))));
    }

    private MrqException? Wrong(SweepUnit unit, out UnitHead? head)
    {
        (head, var wrong) = results.FindHead(unit);
        return head is null ? wrong ?? Missing(unit) : null;
    }

    private UnitResult Found(SweepUnit unit) => results.Find(unit) switch
    {
        ({ } result, _) => result,
        (_, { } wrong) => throw wrong,
        _ => throw Missing(unit),
    };

    private MrqException Missing(SweepUnit unit) => new(
        MrqCodes.SweepIncomplete,
        $"{UnitNames.Of(plan, unit)} has no result{(results.FailureOf(unit) is { } failure ? $", as its run failed with {failure.Code}: {failure.Message.TrimEnd('.')}" : "")}.",
        new MrqPlace(results.PathOf(unit)));

    private SweepUnit ConvertUnit(int conversion) => _byConversion[conversion].First(unit => unit.Kind == UnitKind.Convert);

    private SweepUnit DataUnit(int conversion) => _data[plan.Conversions[conversion].Model];
}

/// <summary>The results that a conversion is told by.</summary>
/// <param name="Own">That of its conversion.</param>
/// <param name="OwnPath">Where it is.</param>
/// <param name="Read">That of its data, which may be the same.</param>
/// <param name="ReadPath">Where it is.</param>
/// <param name="Measured">Those of its ranges of samples, read one after the other.</param>
internal sealed record ConversionResults(UnitResult Own, string OwnPath, UnitResult Read, string ReadPath, IEnumerable<(UnitResult Result, string Path)> Measured)
{
    public ConversionDraft Draft => Own.Record<ConversionDraft>(UnitParts.Draft, OwnPath);

    public DataDigests Data => Read.Record<DataDigests>(UnitParts.Data, ReadPath);

    /// <summary>Pictures that the conversion has made itself; null where it has not seen all samples.</summary>
    public IReadOnlyDictionary<int, byte[]>? Pictures => Own.Parts.ContainsKey(UnitParts.Pictures) ? Own.Record<Dictionary<int, byte[]>>(UnitParts.Pictures, OwnPath) : null;

    public ReadOnlyMemory<byte> Model => Own.Parts.TryGetValue(UnitParts.Model, out var part) ? part : throw UnitParts.Without(UnitParts.Model, OwnPath);
}
