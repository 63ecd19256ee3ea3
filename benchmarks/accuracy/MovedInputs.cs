using Mrq.Core.Graph;
using Mrq.Core.Numerics;
using Mrq.Evaluation.Datasets;

namespace Mrq.Accuracy;

/// <summary>
/// The samples of a dataset, some of their numbers moved by one step, up or down: the least that noise can do to an input. How far the source
/// then is from itself says how near to it a conversion can be asked to come.
/// </summary>
internal static class MovedInputs
{
    /// <summary>Moves one 8-bit number in so many; labels stay behind.</summary>
    public static Dataset Of(Dataset dataset, int oneIn)
    {
        var inputs = dataset.Inputs;
        var (minimum, maximum) = inputs.Type.IntegerRange();
        var moved = inputs.Data.ToArray();
        for (var i = 0; i < moved.Length; i++)
        {
            var random = SplitMix64.Mix((ulong)i);
            if (random % (ulong)oneIn == 0)
            {
                var step = random >> 63 == 0 ? -1 : 1;
                moved[i] = unchecked((byte)Math.Clamp(inputs.Type.IntegerAt(moved, i) + step, minimum, maximum));
            }
        }

        return Dataset.Create(new NumpyArray(inputs.Name, inputs.Type, inputs.Shape, moved), null);
    }
}
