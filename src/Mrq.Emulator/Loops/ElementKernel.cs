using Mrq.Emulator.Context;

namespace Mrq.Emulator.Loops;

/// <summary>An operator that computes each value from one value, whatever the types.</summary>
internal interface IElementFunction<in TIn, out TOut>
{
    TOut Apply(TIn value);
}

/// <summary>An operator with one input, value by value.</summary>
internal sealed class ElementKernel<TIn, TOut, TFunction> : Kernel
    where TIn : unmanaged
    where TOut : unmanaged
    where TFunction : struct, IElementFunction<TIn, TOut>
{
    private readonly TFunction _function;
    private readonly TensorSource<TIn> _input;
    private readonly int _output;

    public ElementKernel(KernelContext context, TFunction function)
    {
        context.RequireSameElementCount();
        _function = function;
        _input = new TensorSource<TIn>(context, 0);
        _output = context.OutputIndex();
    }

    public override void Run(TensorMemory memory)
    {
        var input = _input.Elements(memory);
        var output = memory.Elements<TOut>(_output);
        for (var i = 0; i < input.Length; i++)
        {
            output[i] = _function.Apply(input[i]);
        }
    }
}
