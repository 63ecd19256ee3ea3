namespace Mrq.Emulator.Loops;

/// <summary>A function of two values that is given as a delegate: for operators whose time nobody counts.</summary>
internal readonly struct GivenPair<TIn, TOut>(Func<TIn, TIn, TOut> function) : IPairFunction<TIn, TOut>
{
    private readonly Func<TIn, TIn, TOut> _function = function;

    public TOut Apply(TIn left, TIn right) => _function(left, right);
}

/// <summary>The same of one value.</summary>
internal readonly struct GivenElement<TIn, TOut>(Func<TIn, TOut> function) : IElementFunction<TIn, TOut>
{
    private readonly Func<TIn, TOut> _function = function;

    public TOut Apply(TIn value) => _function(value);
}
