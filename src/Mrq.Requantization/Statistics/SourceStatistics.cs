using Mrq.Core.Graph;
using Mrq.Core.Numerics;
using Mrq.Emulator;

namespace Mrq.Requantization.Statistics;

/// <summary>Value counts of every 8-bit activation of the source over the calibration samples; integers, so that no order matters.</summary>
internal static class SourceStatistics
{
    public static IReadOnlyDictionary<int, TensorStatistics> Collect(QuantizedGraph source, ICalibrationInputs inputs, ParallelOptions parallel)
    {
        var compiled = CompiledGraph.Compile(source, Arithmetic.TFLite);
        var total = Empty(source);
        Parallel.For(
            0,
            inputs.Count,
            parallel,
            () => (Session: new EmulatorSession(compiled), Counts: Empty(source)),
            (sample, _, local) =>
            {
                inputs.Encode(sample, source.Tensors[source.Inputs[0]], local.Session.Input(0));
                Count(local.Counts, local.Session, source.Inputs[0]);
                for (var step = 0; step < source.Operators.Length; step++)
                {
                    parallel.CancellationToken.ThrowIfCancellationRequested();
                    local.Session.RunStep(step);
                    foreach (var output in source.Operators[step].Outputs)
                    {
                        Count(local.Counts, local.Session, output);
                    }
                }

                return local;
            },
            local =>
            {
                lock (total)
                {
                    foreach (var (tensor, counts) in local.Counts)
                    {
                        total[tensor].Add(counts);
                    }
                }
            });
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
        .Where(tensor => ActivationParameters.IsQuantized(source.Tensors[tensor]) && source.Tensors[tensor].Type.BitWidth() == 8)
        .ToDictionary(tensor => tensor, tensor => new TensorStatistics(source.Tensors[tensor]));
}
