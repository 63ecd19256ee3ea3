using System.Collections.Concurrent;
using Mrq.Core.Graph;
using Mrq.Emulator;
using Mrq.Requantization.Plan;

namespace Mrq.Requantization.Calibration;

/// <summary>Value counts of every activation of the source over the calibration samples; integers, so that no order matters.</summary>
internal static class SourceStatistics
{
    public static IReadOnlyDictionary<int, TensorStatistics> Collect(CompiledGraph compiled, ICalibrationSamples inputs, ParallelOptions parallel, Action<int>? done = null)
    {
        var source = compiled.Graph;
        var (total, samples) = (Empty(source), 0);

        // A loop begins more tasks than it has threads; each takes what an earlier one has left.
        var free = new ConcurrentBag<(EmulatorSession Session, Dictionary<int, TensorStatistics> Counts)>();
        Parallel.For(
            0,
            inputs.Count,
            parallel,
            () => free.TryTake(out var left) ? left : (Session: new EmulatorSession(compiled), Counts: Empty(source)),
            (sample, _, local) =>
            {
                // Which thread computes which samples, and after which, must not show.
                local.Session.Reset();
                for (var input = 0; input < source.Inputs.Length; input++)
                {
                    inputs.Encode(sample, input, source.Tensors[source.Inputs[input]], local.Session.Input(input));
                    Count(local.Counts, local.Session, source.Inputs[input]);
                }

                for (var step = 0; step < source.Operators.Length; step++)
                {
                    parallel.CancellationToken.ThrowIfCancellationRequested();
                    local.Session.RunStep(step);
                    foreach (var output in source.Operators[step].Outputs)
                    {
                        Count(local.Counts, local.Session, output);
                    }
                }

                done?.Invoke(Interlocked.Increment(ref samples));
                return local;
            },
            free.Add);
        foreach (var (tensor, counts) in free.SelectMany(local => local.Counts))
        {
            total[tensor].Add(counts);
        }

        return total;
    }

    private static void Count(Dictionary<int, TensorStatistics> counts, EmulatorSession session, int tensor)
    {
        if (counts.TryGetValue(tensor, out var statistics))
        {
            statistics.Add(session.Tensor(tensor));
        }
    }

    private static Dictionary<int, TensorStatistics> Empty(QuantizedGraph source) => source.Operators.SelectMany(step => step.Outputs).Concat(source.Inputs).Distinct()
        .Where(tensor => ActivationParameters.IsQuantized(source.Tensors[tensor]))
        .ToDictionary(tensor => tensor, tensor => new TensorStatistics(source.Tensors[tensor]));
}
