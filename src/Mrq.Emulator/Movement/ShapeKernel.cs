using System.Numerics;
using Mrq.Emulator.Context;

namespace Mrq.Emulator.Movement;

/// <summary>SHAPE: the dimensions of the input, known beforehand. Source: TFLite <c>kernels/shape.cc</c>.</summary>
internal sealed class ShapeKernel<T> : Kernel
    where T : unmanaged, IBinaryInteger<T>
{
    private readonly T[] _dimensions;
    private readonly int _output;

    public ShapeKernel(KernelContext context)
    {
        _dimensions = Array.ConvertAll(context.Dimensions(context.Input(0)), T.CreateChecked);
        context.OutputDimensions([_dimensions.Length]);
        _output = context.OutputIndex();
    }

    public override void Run(TensorMemory memory) => _dimensions.CopyTo(memory.Elements<T>(_output));
}
