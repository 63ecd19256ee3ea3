using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;

namespace Mrq;

/// <summary>
/// Which operator of one graph is which of another: the longest sequence of pairs in the order of execution, in which a pair of the same operator and the same
/// number of output values counts one, and two more where the outputs have the same name.
/// </summary>
internal static class OperatorAlignment
{
    /// <summary>Pairs of two long sequences would take memory and time without bound.</summary>
    private const long MostPairs = 1 << 25;

    /// <summary>Pairs of operators, in their order.</summary>
    /// <exception cref="MrqException"><see cref="MrqCodes.TooDemanding"/>.</exception>
    public static IReadOnlyList<(int A, int B)> Of(QuantizedGraph a, QuantizedGraph b)
    {
        // What is equal at both ends needs no table.
        var (rows, columns) = (a.Operators.Length, b.Operators.Length);
        var head = 0;
        while (head < Math.Min(rows, columns) && Worth(a, head, b, head) == Best)
        {
            head++;
        }

        var tail = 0;
        while (tail < Math.Min(rows, columns) - head && Worth(a, rows - 1 - tail, b, columns - 1 - tail) == Best)
        {
            tail++;
        }

        var (height, width) = (rows - head - tail, columns - head - tail);
        if ((long)(height + 1) * (width + 1) > MostPairs)
        {
            throw new MrqException(MrqCodes.TooDemanding, $"{height} and {width} operators that differ are too many to find out which is which.");
        }

        var worth = new int[height + 1, width + 1];
        for (var row = height - 1; row >= 0; row--)
        {
            for (var column = width - 1; column >= 0; column--)
            {
                var pair = Worth(a, head + row, b, head + column);
                worth[row, column] = Math.Max(Math.Max(worth[row + 1, column], worth[row, column + 1]), pair > 0 ? pair + worth[row + 1, column + 1] : 0);
            }
        }

        return [.. Enumerable.Range(0, head).Select(step => (step, step)), .. Middle(), .. Enumerable.Range(1, tail).Reverse().Select(step => (rows - step, columns - step))];

        IEnumerable<(int A, int B)> Middle()
        {
            for (int row = 0, column = 0; row < height && column < width;)
            {
                if (Worth(a, head + row, b, head + column) is > 0 and var pair && worth[row, column] == pair + worth[row + 1, column + 1])
                {
                    yield return (head + row++, head + column++);
                }
                else if (worth[row, column] == worth[row + 1, column])
                {
                    row++;
                }
                else
                {
                    column++;
                }
            }
        }
    }

    private const int Best = 3;

    private static int Worth(QuantizedGraph a, int stepA, QuantizedGraph b, int stepB)
    {
        var (first, second) = (a.Operators[stepA], b.Operators[stepB]);
        if (first.Name != second.Name || first.Outputs.Length != second.Outputs.Length || first.Outputs.IsEmpty)
        {
            return first.Name == second.Name && first.Outputs.IsEmpty && second.Outputs.IsEmpty ? 1 : 0;
        }

        var (output, other) = (a.Tensors[first.Outputs[0]], b.Tensors[second.Outputs[0]]);
        return output.Shape.ElementCount != other.Shape.ElementCount ? 0 : output.Name == other.Name ? Best : 1;
    }
}
