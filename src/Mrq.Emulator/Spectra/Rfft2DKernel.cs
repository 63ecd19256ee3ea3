using System.Numerics;
using Mrq.Emulator.Context;

namespace Mrq.Emulator.Spectra;

/// <summary>
/// RFFT2D: the transform of each row, then of each column that is kept. Lengths are powers of two, as TFLite wants them; what an image has beyond them is left out, what it lacks is 0.
/// Source of the meaning: TFLite <c>kernels/rfft2d.cc</c>.
/// </summary>
internal sealed class Rfft2DKernel : Kernel
{
    private const int LargestLength = 1 << 20;
    private readonly int _input;
    private readonly int _output;
    private readonly int _images;
    private readonly (int Rows, int Columns) _image;
    private readonly FourierTransform _ofRows;
    private readonly FourierTransform _ofColumns;

    public Rfft2DKernel(KernelContext context)
    {
        var input = context.Dimensions(context.Input(0));
        context.Require(input.Length >= 2, "needs an input of two dimensions or more.");
        var lengths = context.Integers(1, 2, allowInt64: false);
        context.Require(lengths.All(length => length is > 0 and <= LargestLength && BitOperations.IsPow2(length)), $"lengths must be powers of two up to {LargestLength}.");
        _ = context.OutputDimensions([.. input[..^2].Select(size => (long)size), lengths[0], (lengths[1] / 2) + 1]);
        (_input, _output) = (context.InputIndex(0), context.OutputIndex());
        (_images, _image) = (ContextShapes.Product(input.AsSpan(0, input.Length - 2)), (input[^2], input[^1]));
        (_ofRows, _ofColumns) = (new FourierTransform((int)lengths[1]), new FourierTransform((int)lengths[0]));
    }

    public override void Run(TensorMemory memory)
    {
        var input = memory.Elements<float>(_input);
        var output = memory.Elements<float>(_output);
        var (rows, columns) = (_ofColumns.Length, (_ofRows.Length / 2) + 1);
        var (row, column, spectrum) = (new Complex[_ofRows.Length], new Complex[rows], new Complex[rows * columns]);
        for (var image = 0; image < _images; image++)
        {
            Array.Clear(spectrum);
            for (var y = 0; y < Math.Min(rows, _image.Rows); y++)
            {
                Array.Clear(row);
                for (var x = 0; x < Math.Min(row.Length, _image.Columns); x++)
                {
                    row[x] = input[(((image * _image.Rows) + y) * _image.Columns) + x];
                }

                _ofRows.Transform(row);
                row.AsSpan(0, columns).CopyTo(spectrum.AsSpan(y * columns));
            }

            for (var x = 0; x < columns; x++)
            {
                for (var y = 0; y < rows; y++)
                {
                    column[y] = spectrum[(y * columns) + x];
                }

                _ofColumns.Transform(column);
                for (var y = 0; y < rows; y++)
                {
                    var place = 2 * ((((image * rows) + y) * columns) + x);
                    (output[place], output[place + 1]) = ((float)column[y].Real, (float)column[y].Imaginary);
                }
            }
        }
    }
}
