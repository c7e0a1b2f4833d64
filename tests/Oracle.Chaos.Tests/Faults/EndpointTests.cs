using Oracle.Testing.Faults;

namespace Oracle.Chaos.Tests.Faults;

public sealed class EndpointTests
{
    private const string Collections = "/api/v2/tenants/t/databases/d/collections";

    [Theory]
    [InlineData("GET", "/api/v2/heartbeat", Endpoint.Heartbeat)]
    [InlineData("GET", "/api/v2/pre-flight-checks", Endpoint.PreFlight)]
    [InlineData("POST", Collections, Endpoint.CreateCollection)]
    [InlineData("GET", Collections + "/upsert", Endpoint.GetCollection)]
    [InlineData("PUT", Collections + "/u", Endpoint.ModifyCollection)]
    [InlineData("POST", Collections + "/u/upsert", Endpoint.Upsert)]
    [InlineData("POST", Collections + "/u/get", Endpoint.Get)]
    [InlineData("POST", Collections + "/u/query?limit=1", Endpoint.Query)]
    [InlineData("POST", Collections + "/u/delete", Endpoint.Delete)]
    [InlineData("GET", Collections + "/u/count", Endpoint.Count)]
    [InlineData("DELETE", Collections + "/name", Endpoint.DeleteCollection)]
    [InlineData("GET", Collections + "?limit=1", Endpoint.Other)]
    [InlineData("GET", "/", Endpoint.Other)]
    public void A_call_is_known_by_its_method_and_path(string method, string path, Endpoint endpoint) =>
        Assert.Equal(endpoint, Endpoints.Of(method, path));

    [Fact]
    public void A_programme_has_every_endpoint_once_and_as_many_more_as_asked_and_the_same_for_a_seed()
    {
        var places = FaultProgramme.PlacesOf(Endpoints.All, atLeast: 25, new Random(7));
        Assert.Equal(25, places.Count);
        Assert.Equal(Endpoints.All.Order(), places.Distinct().Order());
        Assert.Equal(places, FaultProgramme.PlacesOf(Endpoints.All, atLeast: 25, new Random(7)));
        Assert.Equal(Endpoints.All.Count, FaultProgramme.PlacesOf(Endpoints.All, atLeast: 5, new Random(7)).Count);
    }
}
