using Mrq.Core.Diagnostics;
using Mrq.Evaluation.Datasets;

namespace Mrq.Evaluation.Metrics;

/// <summary>Computes a metric of two models from their scores on the same samples, with its paired statistics.</summary>
internal static class MetricEvaluator
{
    /// <exception cref="MrqException"><see cref="MrqCodes.DatasetDoesNotFit"/> at the file of the labels.</exception>
    public static PairedResult Compare(GraphScores source, GraphScores target, Metric metric, Dataset data)
    {
        try
        {
            return CompareLabelled(source, target, metric, data);
        }
        catch (MrqException error) when (error.Code == MrqCodes.DatasetDoesNotFit && data.LabelsFile is not null)
        {
            throw error.InFile(data.LabelsFile);
        }
    }

    private static PairedResult CompareLabelled(GraphScores source, GraphScores target, Metric metric, Dataset data)
    {
        if (metric.NeedsLabels && data.Labels is null && data.Targets is null)
        {
            throw WithoutLabels(metric);
        }

        return metric.Name switch
        {
            "agreement" => AgreementOf(source, target, metric),
            "sqnr" => Bootstrap(null, Noise(source, target)),
            "mse" => ErrorOf(source, target, data),
            "auc" => RankingOf(AnomalyScores.Of(source, data.Labels!.Value, data.Groups), AnomalyScores.Of(target, data.Labels!.Value, data.Groups)),
            "miou" => SegmentationScores.Compare(source, target, data.Targets!),
            _ => CountOf(Correct(source, metric, data), Correct(target, metric, data)),
        };
    }

    internal static MrqException WithoutLabels(Metric metric) =>
        new(MrqCodes.DatasetDoesNotFit, $"the evaluation data has no labels, which {metric.Name} needs; add an array named 'labels' or a second file.");

    /// <summary>Signal and noise of each sample.</summary>
    public static NoiseEnergies Noise(GraphScores source, GraphScores target)
    {
        var (signal, noise) = (new double[source.Count], new double[source.Count]);
        for (var sample = 0; sample < signal.Length; sample++)
        {
            var (reference, test) = (source.Of(sample), target.Of(sample));
            for (var i = 0; i < reference.Length; i++)
            {
                var difference = reference[i] - test[i];
                signal[sample] += reference[i] * reference[i];
                noise[sample] += difference * difference;
            }
        }

        return new NoiseEnergies(signal, noise);
    }

    /// <summary>The metric over all samples, once each.</summary>
    public static double Value(IMetricScores scores)
    {
        var once = new int[scores.Count];
        Array.Fill(once, 1);
        return scores.Value(once);
    }

    public static PairedResult Bootstrap(IMetricScores? source, IMetricScores target)
    {
        var (before, after, difference) = PairedBootstrap.Intervals(source, target);
        return new PairedResult
        {
            Source = source is null ? null : Value(source),
            SourceInterval = before,
            Target = Value(target),
            TargetInterval = after,
            DifferenceInterval = difference,
            Method = PairedBootstrap.Name,
        };
    }

    private static CorrectAnswers Correct(GraphScores scores, Metric metric, Dataset data)
    {
        var labels = data.Labels!.Value;
        for (var sample = 0; sample < labels.Length; sample++)
        {
            if (labels[sample] >= scores.Length)
            {
                throw DatasetErrors.DoesNotFit(FormattableString.Invariant(
                    $"The label of sample {sample} is {labels[sample]}, none of the model's {scores.Length} classes; labels must be indices of its output, see LabelOffset."));
            }
        }

        return new CorrectAnswers([.. Enumerable.Range(0, data.Groups.Count).Select(group => metric.IsCorrect<double>(data.Groups.Mean(group, scores.Of), labels[data.Groups.First(group)]))]);
    }

    private static PairedResult CountOf(CorrectAnswers source, CorrectAnswers target)
    {
        var pairs = PairedComparison.Of(source.Correct, target.Correct);
        return new PairedResult
        {
            Source = pairs.AccuracyA,
            SourceCount = new Proportion(pairs.CorrectA, pairs.Count),
            SourceInterval = BinomialInterval.Exact(pairs.CorrectA, pairs.Count).Times(100),
            Target = pairs.AccuracyB,
            TargetCount = new Proportion(pairs.CorrectB, pairs.Count),
            TargetInterval = BinomialInterval.Exact(pairs.CorrectB, pairs.Count).Times(100),
            DifferenceInterval = pairs.DifferenceInterval,
            Method = "exact McNemar (Clopper-Pearson)",
            StandardError = pairs.StandardError,
            PValue = pairs.PValue,
            Better = pairs.Better,
            Worse = pairs.Worse,
        };
    }

    private static PairedResult AgreementOf(GraphScores source, GraphScores target, Metric metric)
    {
        var samples = Answers.Agreement(source, target, metric)
            ?? throw DatasetErrors.DoesNotFit("The model's output is one number and no choice between classes; use the metric sqnr or mse.", source.Tensor.Name);
        var together = Answers.Together(samples)!.Value;
        var (all, equal) = (together with { Count = together.Of }, (int)together.Count);
        if (Answers.AreLabels(source.Tensor))
        {
            return Bootstrap(null, new SquaredErrors([.. samples.Select(sample => 100 * sample.Share)])) with { Source = 100, SourceCount = all, TargetCount = together };
        }

        var interval = BinomialInterval.Exact(equal, samples.Length).Times(100);
        return new PairedResult
        {
            Source = 100,
            SourceCount = all,
            Target = together.Percent,
            TargetCount = together,
            TargetInterval = interval,
            DifferenceInterval = interval.Shift(-100),
            Method = "Clopper-Pearson",
            Worse = samples.Length - equal,
            Better = 0,
        };
    }

    private static PairedResult ErrorOf(GraphScores source, GraphScores target, Dataset data)
    {
        var expected = data.Targets;
        if (expected is not null && (expected.Count != (long)source.Length * source.Count || !(NumpyTypes.IsFloat(expected.Type) || NumpyTypes.IsInteger(expected.Type))))
        {
            throw DatasetErrors.DoesNotFit(
                $"The labels '{DatasetErrors.Printable(expected.Name)}' are {NumpyTypes.NameOf(expected.Type)} {expected.Shape}; mse needs the {source.Length} values of the model's output for each sample.", source.Tensor.Name);
        }

        SquaredErrors Errors(GraphScores scores) => new([.. Enumerable.Range(0, scores.Count).Select(sample => SquaredErrors.Of(Expected(source, expected, sample), scores.Of(sample)))]);
        var (before, after) = (Errors(source), Errors(target));
        return Bootstrap(before, after) with
        {
            Better = Enumerable.Range(0, before.Count).Count(sample => after.Errors[sample] < before.Errors[sample]),
            Worse = Enumerable.Range(0, before.Count).Count(sample => after.Errors[sample] > before.Errors[sample]),
        };
    }

    private static double[] Expected(GraphScores source, NumpyArray? labels, int sample) =>
        labels is null ? source.Of(sample) : [.. Enumerable.Range(sample * source.Length, source.Length).Select(labels.GetDouble)];

    private static PairedResult RankingOf(RankingScores source, RankingScores target)
    {
        var changes = source.Changes(target);
        return Bootstrap(source, target) with
        {
            SourceCount = source.Pairs,
            TargetCount = target.Pairs,
            Better = changes?.Better,
            Worse = changes?.Worse,
            ChangedUnit = "pairs",
        };
    }
}
