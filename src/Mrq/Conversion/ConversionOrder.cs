using System.Collections.Immutable;
using Mrq.Core.Diagnostics;
using Mrq.Core.Schemes;
using Mrq.Core.Targets;
using Mrq.Evaluation.Datasets;
using Mrq.Evaluation.Gate;
using Mrq.Evaluation.Metrics;
using Mrq.Requantization;

namespace Mrq;

/// <summary>
/// A request as it was understood: everything that can be wrong with it without looking at the model or the samples. Of data files only
/// names and heads are read.
/// </summary>
internal sealed record ConversionOrder(QuantizationScheme Scheme, Metric Metric, ImmutableHashSet<string> Without, Baseline? Baseline)
{
    /// <exception cref="MrqException">The code of the first thing that is wrong.</exception>
    public static ConversionOrder Read(ConversionRequest request)
    {
        var failures = new List<MrqException>();
        return Read(request, [], failures) ?? throw failures[0];
    }

    /// <param name="request">The request.</param>
    /// <param name="schemes">Names of schemes of the user's own, one of which may be meant by an unknown one.</param>
    /// <param name="failures">Gets everything that is wrong.</param>
    /// <returns>Null when anything is.</returns>
    public static ConversionOrder? Read(ConversionRequest request, IEnumerable<string> schemes, ICollection<MrqException> failures)
    {
        var before = failures.Count;
        var scheme = Found(() => SchemeOf(request, schemes), failures);
        var metric = Found(() => Metric.Parse(request.Metric), failures);
        Require(() => request.Limits.RequireFit(metric ?? Metric.Top1), failures);
        Require(() => request.Data.Validated(), failures);
        Require(() => _ = request.Shapes, failures);
        Require(() => ModelContainer.ParseLayout(request.InterfaceLayout), failures);
        Require(() => _ = request.OutputFormat is { } format ? ModelContainer.Named(format) : null, failures);
        Require(() => _ = scheme is not null && request.Precision.IsAuto ? WiderRules.Of(request, scheme) : null, failures);
        var without = Found(() => PassNames.Parse(request.WithoutPasses), failures);
        Require(() => DatasetHead.Check(request.CalibrationData, null), failures);
        Require(() => DatasetHead.Check(request.EvaluationData, metric), failures);
        var baseline = request.BaselineReport is { } path && request.Limits.Mode != GateMode.Off
            ? Found(() => Baseline.Read(path, Path.GetFileName(request.ModelPath), request.Scheme), failures)
            : null;
        return failures.Count == before ? new ConversionOrder(scheme!, metric!, without!, baseline) : null;
    }

    /// <summary>The scheme that a request names or defines.</summary>
    /// <exception cref="MrqException">There is none.</exception>
    public static QuantizationScheme SchemeOf(ConversionRequest request, IEnumerable<string> others) =>
        request.SchemeFile is { } definition ? SchemeFile.Read(definition, NamedSchemes.Named) : NamedSchemes.Named(request.Scheme, others);

    /// <summary>Runs a check and keeps what it finds wrong.</summary>
    public static void Require(Action check, ICollection<MrqException> failures) => Found<object>(
        () =>
        {
            check();
            return failures;
        },
        failures);

    private static T? Found<T>(Func<T> read, ICollection<MrqException> failures)
        where T : class
    {
        try
        {
            return read();
        }
        catch (MrqException error)
        {
            failures.Add(error);
            return null;
        }
    }
}
