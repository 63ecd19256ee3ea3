using System.Collections.Immutable;
using Mrq.Core.Diagnostics;
using Mrq.Core.Schemes;
using Mrq.Evaluation.Gate;
using Mrq.Evaluation.Metrics;
using Mrq.Requantization;

namespace Mrq;

/// <summary>A request as it was understood: everything that can be wrong with it without looking at the model or the samples.</summary>
internal sealed record ConversionOrder(QuantizationScheme Scheme, Metric Metric, ImmutableHashSet<string> Without, Baseline? Baseline)
{
    /// <exception cref="MrqException">The code of the first thing that is wrong.</exception>
    public static ConversionOrder Read(ConversionRequest request)
    {
        var scheme = request.SchemeFile is { } definition ? SchemeFile.Read(definition) : SchemeCatalogue.Named(request.Scheme);
        var metric = Metric.Parse(request.Metric);
        request.Limits.RequireFit(metric);
        request.Data.Validated();
        var without = PassNames.Parse(request.WithoutPasses);
        foreach (var path in request.CalibrationData.Concat(request.EvaluationData).Where(path => !Path.Exists(path)))
        {
            throw new MrqException(MrqCodes.FileMissing, "the data file does not exist; correct the path.", new MrqPlace(path));
        }

        var baseline = request.BaselineReport is null || request.Limits.Mode == GateMode.Off
            ? null
            : Baseline.Read(request.BaselineReport, Path.GetFileName(request.ModelPath), request.Scheme);
        return new ConversionOrder(scheme, metric, without, baseline);
    }
}
