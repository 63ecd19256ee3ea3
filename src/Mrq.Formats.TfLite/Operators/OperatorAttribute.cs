using Mrq.Core.Graph;

namespace Mrq.Formats.TfLite.Operators;

/// <summary>An attribute by its name in the schema and its property, for each kind of value that options have.</summary>
internal static class OperatorAttribute
{
    public static IOperatorAttribute<T> Int32<T>(string name, Func<T, int> get, Func<T, int, T> set)
        where T : Operator => new Attribute<T, int>(options => options.Int32(name), (options, value) => options.Set(name, value), get, set);

    public static IOperatorAttribute<T> Bool<T>(string name, Func<T, bool> get, Func<T, bool, T> set)
        where T : Operator => new Attribute<T, bool>(options => options.Bool(name), (options, value) => options.Set(name, value), get, set);

    public static IOperatorAttribute<T> Single<T>(string name, Func<T, float> get, Func<T, float, T> set)
        where T : Operator => new Attribute<T, float>(options => options.Single(name), (options, value) => options.Set(name, value), get, set);

    public static IOperatorAttribute<T> Text<T>(string name, Func<T, string> get, Func<T, string, T> set)
        where T : Operator => new Attribute<T, string>(options => options.Text(name), (options, value) => options.Set(name, value), get, set);

    public static IOperatorAttribute<T> Padding<T>(string name, Func<T, Padding> get, Func<T, Padding, T> set)
        where T : Operator => new Attribute<T, Padding>(options => options.Padding(name), (options, value) => options.Set(name, value), get, set);

    public static IOperatorAttribute<T> Activation<T>(string name, Func<T, ActivationFunctionType> get, Func<T, ActivationFunctionType, T> set)
        where T : Operator => new Attribute<T, ActivationFunctionType>(options => options.Activation(name), (options, value) => options.Set(name, value), get, set);

    public static IOperatorAttribute<T> MirrorPadMode<T>(string name, Func<T, MirrorPadMode> get, Func<T, MirrorPadMode, T> set)
        where T : Operator => new Attribute<T, MirrorPadMode>(options => options.MirrorPadMode(name), (options, value) => options.Set(name, value), get, set);

    public static IOperatorAttribute<T> Type<T>(string name, Func<T, ElementType> get, Func<T, ElementType, T> set)
        where T : Operator => new Attribute<T, ElementType>(options => options.Type(name), (options, value) => options.Set(name, value), get, set);

    /// <summary>An attribute that the record lacks; a file that gives it another than its only ordinary value keeps the operator opaque.</summary>
    public static IOperatorAttribute<Operator> Expected(string name, int value) => new ExpectedValue(name, value);

    private sealed class Attribute<T, TValue>(Func<OptionsReader, TValue> read, Action<OptionsEditor, TValue> write, Func<T, TValue> get, Func<T, TValue, T> set) : IOperatorAttribute<T>
        where T : Operator
    {
        public Operator Read(OptionsReader options, T step) => set(step, read(options));

        public void Write(OptionsEditor options, T step) => write(options, get(step));
    }

    private sealed class ExpectedValue(string name, int value) : IOperatorAttribute<Operator>
    {
        public Operator Read(OptionsReader options, Operator step)
        {
            options.Expect(name, value);
            return step;
        }

        public void Write(OptionsEditor options, Operator step)
        {
            // The file, or the schema's default, says it.
        }
    }
}
