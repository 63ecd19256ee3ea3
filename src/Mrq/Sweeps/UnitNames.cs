using System.Globalization;
using Mrq.Core.Diagnostics;

namespace Mrq.Sweeps;

/// <summary>Units as messages name them.</summary>
internal static class UnitNames
{
    /// <summary>"kws.tflite to esp32-s3, samples 64 to 181".</summary>
    public static string Of(SweepPlan plan, SweepUnit unit) => unit.Kind switch
    {
        UnitKind.Data => $"the data of {NameOf(plan.Models[unit.Model])}",
        UnitKind.Convert => $"the conversion of {OfConversion(plan, unit.Conversion)}",
        _ => string.Create(CultureInfo.InvariantCulture, $"{OfConversion(plan, unit.Conversion)}, samples {unit.Range.First} to {unit.Range.End - 1}"),
    };

    /// <summary>"kws.tflite to esp32-s3".</summary>
    public static string OfConversion(SweepPlan plan, int conversion) => plan.Conversions[conversion] is var planned ? $"{NameOf(plan.Models[planned.Model])} to {SafeText.Name(planned.Scheme)}" : "";

    private static string NameOf(PlannedModel model) => SafeText.Name(Path.GetFileName(model.File.Path));
}
