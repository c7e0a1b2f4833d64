using System.Reflection;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace Oracle.Testing.Times;

/// <summary>xunit's own framework, which also tells <see cref="ClassTimes"/> when a class begins and ends, its fixtures included.</summary>
/// <remarks>tests/Directory.Build.props names it to every test project. An attribute around each test would come too late: after fixtures.</remarks>
public sealed class TimedTestFramework(IMessageSink messages) : XunitTestFramework(messages)
{
    protected override ITestFrameworkExecutor CreateExecutor(AssemblyName assemblyName) =>
        new Executor(assemblyName, SourceInformationProvider, DiagnosticMessageSink);

    private sealed class Executor(AssemblyName assembly, ISourceInformationProvider sources, IMessageSink diagnostics)
        : XunitTestFrameworkExecutor(assembly, sources, diagnostics)
    {
        protected override async void RunTestCases(
            IEnumerable<IXunitTestCase> testCases, IMessageSink executionMessageSink, ITestFrameworkExecutionOptions executionOptions)
        {
            using var runner = new AssemblyRunner(TestAssembly, testCases, DiagnosticMessageSink, executionMessageSink, executionOptions);
            await runner.RunAsync();
        }
    }

    private sealed class AssemblyRunner(
        ITestAssembly assembly, IEnumerable<IXunitTestCase> cases, IMessageSink diagnostics, IMessageSink execution, ITestFrameworkExecutionOptions options)
        : XunitTestAssemblyRunner(assembly, cases, diagnostics, execution, options)
    {
        // xunit keeps its own count of what runs at once in the method that is replaced here.
        private readonly SemaphoreSlim _places = new(AtOnce(assembly));

        protected override async Task<RunSummary> RunTestCollectionAsync(
            IMessageBus messageBus, ITestCollection testCollection, IEnumerable<IXunitTestCase> testCases, CancellationTokenSource cancellationTokenSource)
        {
            await _places.WaitAsync(cancellationTokenSource.Token);
            try
            {
                return await new CollectionRunner(
                    testCollection, testCases, DiagnosticMessageSink, messageBus, TestCaseOrderer, new ExceptionAggregator(Aggregator), cancellationTokenSource)
                    .RunAsync();
            }
            finally
            {
                _places.Release();
            }
        }

        public override void Dispose()
        {
            _places.Dispose();
            base.Dispose();
        }

        private static int AtOnce(ITestAssembly assembly) =>
            assembly.Assembly.GetCustomAttributes(typeof(CollectionBehaviorAttribute)).SingleOrDefault()?.GetNamedArgument<int>(nameof(CollectionBehaviorAttribute.MaxParallelThreads)) is > 0 and var given
                ? given
                : Environment.ProcessorCount;
    }

    private sealed class CollectionRunner(
        ITestCollection collection, IEnumerable<IXunitTestCase> cases, IMessageSink diagnostics, IMessageBus bus, ITestCaseOrderer orderer,
        ExceptionAggregator aggregator, CancellationTokenSource cancellation)
        : XunitTestCollectionRunner(collection, cases, diagnostics, bus, orderer, aggregator, cancellation)
    {
        protected override Task<RunSummary> RunTestClassAsync(ITestClass testClass, IReflectionTypeInfo @class, IEnumerable<IXunitTestCase> testCases) =>
            ClassTimes.MeasureAsync(@class.Name, () => base.RunTestClassAsync(testClass, @class, testCases));
    }
}
